import { displayText } from "@/lib/displayText.ts";
import type { GuestType } from "@/lib/types.ts";
import { vmActionWords } from "@/lib/vmActionWords.ts";

/** What the tasks of guests do, by the part of Proxmox VE's word that VMs (qm…) and containers (vz…) have in common. */
const guestWords: Partial<Record<string, string>> = {
  start: vmActionWords.start.label,
  shutdown: vmActionWords.shutdown.label,
  reboot: vmActionWords.reboot.label,
  stop: vmActionWords.stop.label,
  reset: vmActionWords.reset.label,
  pause: vmActionWords.suspend.label,
  resume: vmActionWords.resume.label,
  create: "Create",
  restore: "Restore",
  clone: "Clone",
  destroy: "Destroy",
  template: "Convert to template",
  config: "Change configuration",
  snapshot: "Take snapshot",
  rollback: "Roll back to snapshot",
  delsnapshot: "Delete snapshot",
  migrate: "Migrate",
  move: "Move disk",
  mount: "Mount",
  umount: "Unmount",
};

/** Everything else: what a VM and a container do not share, and the work of nodes and clusters. */
const otherWords: Partial<Record<string, string>> = {
  // A VM's pause keeps its memory, its suspend writes it to disk; containers know the first alone, under the second's name.
  qmsuspend: vmActionWords.hibernate.label,
  vzsuspend: vmActionWords.suspend.label,
  qmigrate: "Migrate",
  vzdump: "Backup",
  move_volume: "Move volume",
  resize: "Resize disk",
  hastart: "Start (by HA)",
  hastop: "Stop (by HA)",
  hashutdown: "Shutdown (by HA)",
  hamigrate: "Migrate (by HA)",

  vncproxy: "Console",
  termproxy: "Console",
  spiceproxy: "Console (SPICE)",
  vncshell: "Shell",
  spiceshell: "Shell (SPICE)",

  startall: "Start all guests",
  stopall: "Shut down all guests",
  suspendall: "Suspend all guests",
  migrateall: "Migrate all guests",
  download: "Download file",
  imgcopy: "Copy image",
  imgdel: "Delete image",
  unknownimgdel: "Delete image of an unknown guest",
  prunebackups: "Prune backups",
  "pbs-download": "Download from backup",
  pull_file: "Pull file",
  push_file: "Push file",
  aptupdate: "Update package lists",
  srvstart: "Start service",
  srvstop: "Stop service",
  srvrestart: "Restart service",
  srvreload: "Reload service",
  "auth-realm-sync": "Sync realm",
  "auth-realm-sync-test": "Try realm sync",
  clustercreate: "Create cluster",
  clusterjoin: "Join cluster",
  diskinit: "Initialize disk",
  wipedisk: "Wipe disk",
  dircreate: "Create directory storage",
  dirremove: "Remove directory storage",
  lvmcreate: "Create LVM storage",
  lvmremove: "Remove LVM storage",
  lvmthincreate: "Create LVM-thin storage",
  lvmthinremove: "Remove LVM-thin storage",
  zfscreate: "Create ZFS storage",
  zfsremove: "Remove ZFS storage",
  acmenewcert: "Order certificate",
  acmerenew: "Renew certificate",
  acmerevoke: "Revoke certificate",
  acmerefresh: "Refresh ACME account",
  acmeregister: "Register ACME account",
  acmeupdate: "Update ACME account",
  acmedeactivate: "Deactivate ACME account",
  cephcreatemds: "Create Ceph metadata server",
  cephcreatemgr: "Create Ceph manager",
  cephcreatemon: "Create Ceph monitor",
  cephcreateosd: "Create Ceph OSD",
  cephcreatepool: "Create Ceph pool",
  cephdestroymds: "Destroy Ceph metadata server",
  cephdestroymgr: "Destroy Ceph manager",
  cephdestroymon: "Destroy Ceph monitor",
  cephdestroyosd: "Destroy Ceph OSD",
  cephdestroypool: "Destroy Ceph pool",
  cephdestroyfs: "Destroy CephFS",
  cephfscreate: "Create CephFS",
  cephsetpool: "Change Ceph pool",
  cephsetflags: "Change Ceph flags",
};

/** What a task does, in plain words. A newer Proxmox VE may know types that we do not: they are shown as they are. */
export function taskWords(type: string): string {
  const [, common = ""] = /^(?:qm|vz)(.+)$/.exec(type) ?? [];
  const words = own(otherWords, type) ?? own(guestWords, common);
  return words ?? (displayText(type) || "Task");
}

function own(
  table: Partial<Record<string, string>>,
  key: string,
): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

const aboutGuests =
  /^(?:(?:qm|vz|ha)[a-z]+|qmigrate|move_volume|resize|vncproxy|termproxy|spiceproxy)$/;

/** The VMID of the guest that a task works on; undefined for the work of nodes, and for a backup of many guests. */
export function vmidOfTask({
  type,
  id,
}: {
  type: string;
  id: string;
}): number | undefined {
  return aboutGuests.test(type) && /^[1-9]\d{2,8}$/.test(id)
    ? Number(id)
    : undefined;
}

/** Where the type alone says it: a backup, say, may be of either kind. */
export function guestTypeOfTask(type: string): GuestType | undefined {
  if (type === "vzdump") return undefined;
  if (type.startsWith("qm")) return "qemu";
  return type.startsWith("vz") ? "lxc" : undefined;
}

const consoles: ReadonlySet<string> = new Set([
  "vncproxy",
  "termproxy",
  "spiceproxy",
  "vncshell",
  "spiceshell",
]);

/** An open console is a running task to Proxmox VE; nobody waits for its end. */
export function isConsoleTask(type: string): boolean {
  return consoles.has(type);
}

const measured =
  /^(?:vzdump|qmclone|vzclone|qmigrate|vzmigrate|qmmove|move_volume|qmrestore|vzrestore|qmcreate|vzcreate|imgcopy|download)$/;

/** Whether the log of such a task says how far it is. */
export function tellsProgress(type: string): boolean {
  return measured.test(type);
}
