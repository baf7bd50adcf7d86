import { createRandom } from "../random.ts";
import { Tasks } from "../tasks.ts";
import { createToken, createUser } from "../access.ts";
import { createKey } from "../certificates/certificates.ts";
import {
  addGuest,
  createCluster,
  createIdentity,
  grant,
  poolNamed,
  type ClusterIdentity,
  type ClusterOptions,
} from "../fleet.ts";
import { respond } from "../http/respond.ts";
import { NodeServer } from "../http/server.ts";
import {
  proxmoxTiming,
  unixTime,
  type Cluster,
  type Config,
  type Guest,
  type GuestType,
  type Timing,
} from "../state.ts";

/* The machine that was recorded: one node, a handful of guests, and a second node that is known by its files alone. */

const plan: ClusterOptions = {
  name: "recorded",
  domain: "example.test",
  nodes: [
    { name: "pve1", cores: 2, memory: 24 },
    { name: "pve2", online: false },
  ],
  guests: [],
  storages: [
    {
      storage: "local",
      type: "dir",
      content: ["backup", "rootdir", "iso", "images", "snippets", "vztmpl"],
      size: 252,
    },
    {
      storage: "off",
      type: "dir",
      content: ["images"],
      size: 0,
      disabled: true,
    },
  ],
};

const rootDisk = 270_553_174_016;
const memory = 25_276_502_016;

const timing: Timing = {
  ...Object.fromEntries(
    Object.entries(proxmoxTiming).map(
      ([name, value]) => [name, value / 50] as const,
    ),
  ),
  taskSpeed: 200,
  broadcastMs: 1,
} as Timing;

interface Sketch {
  config: Config;
  runs?: boolean;
  ignoresShutdown?: boolean;
  startWarning?: string;
  startError?: string;
  node?: string;
}

const vm = (cluster: Cluster, vmid: number, sketch: Sketch) =>
  place(cluster, "qemu", vmid, sketch);
const ct = (cluster: Cluster, vmid: number, sketch: Sketch) =>
  place(cluster, "lxc", vmid, sketch);

function place(
  cluster: Cluster,
  type: GuestType,
  vmid: number,
  sketch: Sketch,
): Guest {
  const guest = addGuest(
    cluster,
    {
      type,
      vmid,
      name: "",
      node: sketch.node ?? "pve1",
      state: sketch.runs === true ? "running" : "stopped",
      ...(sketch.ignoresShutdown === true ? { ignoresShutdown: true } : {}),
      ...(sketch.startWarning === undefined
        ? {}
        : { startWarning: sketch.startWarning }),
      ...(sketch.startError === undefined
        ? {}
        : { startError: sketch.startError }),
    },
    createRandom("recorded", vmid),
  );
  guest.config = { ...sketch.config };
  return guest;
}

/** Guests that were there for a part of the recording only. */
export const extraGuests = {
  104: (cluster: Cluster) => {
    const guest = vm(cluster, 104, {
      config: {
        name: "snappy",
        cores: 1,
        memory: "32",
        tags: "dev",
        kvm: 0,
        cpu: "qemu64",
        scsi0: "local:104/vm-104-disk-0.qcow2,size=11510K",
      },
    });
    return guest;
  },
  105: (cluster: Cluster) =>
    vm(cluster, 105, { config: { name: "cloned", cores: 1, memory: "32" } }),
  106: (cluster: Cluster) =>
    vm(cluster, 106, {
      config: {
        name: "warny",
        cores: 1,
        memory: "32",
        ide2: "cdrom,media=cdrom",
      },
      startWarning: "no physical CD-ROM available, ignoring",
    }),
  107: (cluster: Cluster) =>
    vm(cluster, 107, {
      config: {
        name: "Copy-of-VM-snappy",
        cores: 1,
        memory: "32",
        tags: "dev",
        scsi0: "local:107/vm-107-disk-0.qcow2,size=11510K",
      },
    }),
  201: (cluster: Cluster) =>
    ct(cluster, 201, {
      config: {
        hostname: "ct201",
        memory: 64,
        swap: 0,
        tags: "ct",
        arch: "amd64",
        ostype: "unmanaged",
        cmode: "shell",
        rootfs: "local:201/subvol-201-disk-0.subvol,size=264212084K",
      },
      runs: true,
    }),
  202: (cluster: Cluster) =>
    ct(cluster, 202, {
      config: {
        hostname: "ct201",
        memory: 96,
        swap: 0,
        tags: "ct",
        ostype: "unmanaged",
        rootfs: "local:202/vm-202-disk-0.raw,size=4G",
      },
    }),
} satisfies Record<number, (cluster: Cluster) => Guest>;

export type ExtraGuest = keyof typeof extraGuests;

export function withSnapshots(guest: Guest): void {
  const at = unixTime() - 100;
  const { config } = guest;
  guest.snapshots = [
    {
      name: "before",
      description: "before the change",
      snaptime: at,
      parent: undefined,
      vmstate: 0,
      config,
    },
    {
      name: "second",
      description: "",
      snaptime: at + 1,
      parent: "before",
      vmstate: 0,
      config,
    },
  ];
  guest.parent = "second";
}

export function recordedCluster(identity: ClusterIdentity): Cluster {
  const cluster = createCluster(plan, 1, identity, timing);
  cluster.tasks = new Tasks(timing, 1);
  cluster.hasProxmoxQemu = false;
  cluster.cgroupMode = 1;
  for (const node of cluster.nodes.values()) {
    node.member = node.name === "pve1";
    node.memory = memory;
    node.rootDisk = rootDisk;
    node.swap = 0;
    node.address = "192.0.2.11";
    node.interfaces = ["eth0"];
    node.firmware = "legacy-bios";
  }
  cluster.options = {
    mac_prefix: "BC:24:11",
    keyboard: "de",
    description: "",
    "allowed-tags": ["base", "ct", "dev", "far", "linux", "prod", "web"],
    "tag-style": {
      ordering: "config",
      "color-map": "prod:ff0000;dev:00ff00:000000",
      shape: "full",
    },
  };
  for (const storage of cluster.storages) {
    storage.size = storage.disabled ? 0 : rootDisk;
    storage.volumes = [];
    storage.settings = {
      path: storage.disabled ? "/var/lib/vz-off" : "/var/lib/vz",
    };
  }
  vm(cluster, 100, {
    config: {
      name: "tiny",
      cores: 1,
      memory: "64",
      tags: "prod;web",
      kvm: 0,
      cpu: "qemu64",
      ostype: "l26",
      boot: "order=scsi0",
      description: "first\nline two",
      meta: "creation-qemu=7.2.22,ctime=1795397185",
      vmgenid: "c2699efc-99d2-4113-ae4e-a3dce29c73e8",
      smbios1: "uuid=41ad7624-5eab-4408-8d68-74af8b8ed204",
      scsi0: "local:100/vm-100-disk-0.raw,size=1G",
    },
    runs: true,
    ignoresShutdown: true,
  });
  vm(cluster, 101, {
    config: {
      name: "locked",
      cores: 1,
      memory: "64",
      tags: "dev",
      lock: "backup",
    },
  });
  vm(cluster, 102, {
    config: {
      name: "linux",
      cores: 1,
      memory: "128",
      balloon: 0,
      tags: "dev;linux",
      kvm: 0,
      cpu: "qemu64",
      ostype: "l26",
      agent: "1",
      onboot: 0,
      serial0: "socket",
      vmgenid: "0",
      description: "Linux guest: serial console, guest agent, ACPI shutdown",
      args: "-kernel /var/lib/vz/images/guest/vmlinuz -initrd /var/lib/vz/images/guest/initrd.gz -append 'console=ttyS0 quiet tsc=unstable no_timer_check'",
    },
    runs: true,
  });
  ct(cluster, 200, {
    config: {
      hostname: "ct200",
      cores: 1,
      memory: 128,
      swap: 128,
      tags: "ct;web",
      arch: "amd64",
      ostype: "debian",
      unprivileged: 1,
      description: "a container\n",
      net0: "name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:02:00,ip=dhcp,type=veth",
      rootfs: "local:200/vm-200-disk-0.raw,size=1G",
    },
    startError: "bridge 'vmbr0' does not exist",
  });
  vm(cluster, 300, { config: { name: "far", tags: "far" }, node: "pve2" });
  vm(cluster, 9000, {
    config: {
      name: "tmpl",
      cores: 2,
      memory: "128",
      tags: "base;prod",
      template: 1,
    },
  });
  const lab = poolNamed(cluster, "lab");
  lab.vmids.add(101);
  lab.storages.add("local");
  addPeople(cluster);
  return cluster;
}

const secret = (digit: string) =>
  `${digit.repeat(8)}-${digit.repeat(4)}-4${digit.repeat(3)}-8${digit.repeat(3)}-${digit.repeat(12)}`;

function addPeople({ access }: Cluster): void {
  access.users.clear();
  access.acl = [];
  access.roles.delete("MusterOperator");
  access.roles.set("Ops", ["VM.Audit", "VM.Console", "VM.PowerMgmt"]);
  const root = createUser("root@pam", {
    details: { email: "root@example.test" },
  });
  root.tokens.set(
    "test",
    createToken(secret("1"), {
      privsep: 0,
      comment: "full rights, no privilege separation",
    }),
  );
  root.tokens.set(
    "sep",
    createToken(secret("5"), { comment: "separated without any ACL" }),
  );
  const dash = createUser("dash@pve", {
    details: {
      firstname: "Dash",
      lastname: "Board",
      email: "dash@example.test",
    },
    groups: ["ops"],
    password: "secret-pw",
  });
  dash.tokens.set("audit", createToken(secret("2"), { comment: "auditor" }));
  dash.tokens.set(
    "ops",
    createToken(secret("3"), { comment: "operator on 100 only" }),
  );
  dash.tokens.set("none", createToken(secret("4"), { comment: "nothing" }));
  dash.tokens.set(
    "expired",
    createToken(secret("6"), {
      privsep: 0,
      expire: 1_700_000_000,
      comment: "expired in 2023",
    }),
  );
  const off = createUser("off@pve", { enable: 0 });
  off.tokens.set(
    "tk",
    createToken(secret("7"), { privsep: 0, comment: "user disabled" }),
  );
  const old = createUser("old@pve", { expire: 1_700_000_000 });
  old.tokens.set(
    "tk",
    createToken(secret("8"), { privsep: 0, comment: "user expired" }),
  );
  for (const user of [dash, off, old, root])
    access.users.set(user.userid, user);
  grant(access, "/", "user", "dash@pve", "PVEAdmin");
  grant(access, "/", "token", "dash@pve!audit", "PVEAuditor");
  grant(access, "/vms/100", "token", "dash@pve!ops", "Ops");
}

/** The token that POST /access/users/dash@pve/token/made had made. */
export function withMadeToken({ access }: Cluster): void {
  access.users
    .get("dash@pve")
    ?.tokens.set("made", createToken(secret("9"), { comment: "by API" }));
}

export interface Stage {
  cluster: Cluster;
  port: number;
  ca: string;
  /** The state of the beginning again. */
  reset(): Cluster;
  close(): Promise<void>;
}

/** The recorded machine behind a real port. */
export async function openStage(): Promise<Stage> {
  const identity = createIdentity(plan, createRandom("recorded"), {
    authority: await createKey(2048),
    nodes: [await createKey(2048)],
  });
  const stage = { cluster: recordedCluster(identity) };
  const node = () => {
    const found = stage.cluster.nodes.get("pve1");
    if (found === undefined)
      throw new Error("The recorded machine has no node");
    return found;
  };
  const server = new NodeServer({
    host: "127.0.0.1",
    timing,
    distanceMs: 0,
    certificate: () => node().certificate,
    fault: () => null,
    respond: (request) => respond(stage.cluster, node(), request),
  });
  await server.listen(0);
  return {
    get cluster() {
      return stage.cluster;
    },
    port: server.port,
    ca: identity.authority.certificate,
    reset: () => {
      stage.cluster.tasks.abortAll();
      stage.cluster = recordedCluster(identity);
      return stage.cluster;
    },
    close: () => server.close(),
  };
}
