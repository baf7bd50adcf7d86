import { requirePrivileges } from "../access.ts";
import { badParameters, failure, firstLine } from "../errors.ts";
import { diskSizeOf } from "../life.ts";
import { isRunning, refuseLocked } from "../power.ts";
import { fraction } from "../random.ts";
import {
  changeState,
  guestAt,
  guestName,
  type Cluster,
  type Guest,
  type Storage,
} from "../state.ts";
import type { Work } from "../tasks.ts";
import { requireStorage } from "../volumes.ts";
import { flag, held, text, type Call, type Handler } from "./call.ts";

interface Job {
  cluster: Cluster;
  node: string;
  storage: Storage;
  mode: string;
  compress: string;
  notes: string | undefined;
  isProtected: boolean;
}

function requireOn(call: Call, path: string, privilege: string): void {
  requirePrivileges(held(call, path), path, [privilege]);
}

/** The storage's privilege is asked for before the guests'. */
const vzdump: Handler = (call) => {
  const { cluster, caller, node } = call;
  const isForAll = flag(call, "all");
  const given = text(call, "vmid");
  if (given === undefined && !isForAll && text(call, "pool") === undefined) {
    throw badParameters({ vmid: "property is missing" });
  }
  const storageName = text(call, "storage") ?? "local";
  const storage = requireStorage(cluster, storageName);
  requireOn(call, `/storage/${storageName}`, "Datastore.AllocateSpace");
  const vmids = isForAll
    ? guestsOf(cluster, node.name)
    : (given ?? "").split(/[,;\s]+/).filter((id) => id !== "");
  for (const id of vmids) requireOn(call, `/vms/${id}`, "VM.Backup");
  if (!storage.content.includes("backup"))
    throw failure(`storage '${storageName}' does not support backups`);
  const job: Job = {
    cluster,
    node: node.name,
    storage,
    mode: text(call, "mode") ?? "snapshot",
    compress: text(call, "compress") ?? "0",
    notes: text(call, "notes-template"),
    isProtected: flag(call, "protected"),
  };
  const order = {
    node: node.name,
    type: "vzdump",
    id: vmids.length === 1 ? (vmids[0] ?? "") : "",
    caller,
  };
  return cluster.tasks.start(order, (work) =>
    runJob(job, vmids, commandLine(call, vmids), work),
  ).upid;
};

const guestsOf = (cluster: Cluster, node: string) =>
  [...cluster.guests.values()]
    .filter((guest) => guest.node === node)
    .map(({ vmid }) => String(vmid));

function commandLine(call: Call, vmids: string[]): string {
  const options = Object.entries(call.params)
    .filter(([key]) => key !== "vmid")
    .map(([key, value]) => `--${key} ${String(value)}`);
  return ["vzdump", ...vmids, ...options].join(" ");
}

async function runJob(
  job: Job,
  vmids: string[],
  command: string,
  work: Work,
): Promise<void> {
  work.log(`INFO: starting new backup job: ${command}`);
  let hasFailed = false;
  for (const id of vmids) {
    try {
      await backUp(job, Number(id), work);
    } catch (error) {
      if (work.signal.aborted) throw error;
      hasFailed = true;
      work.log(`ERROR: Backup of VM ${id} failed - ${firstLine(error)}`);
      work.log(`INFO: Failed at ${stamp()}`);
    }
  }
  if (hasFailed) {
    work.log("INFO: Backup job finished with errors");
    throw failure("job errors");
  }
  work.log("INFO: Backup job finished successfully");
}

const stamp = () => new Date().toISOString().slice(0, 19).replace("T", " ");

async function backUp(job: Job, vmid: number, work: Work): Promise<void> {
  const { cluster } = job;
  const known = cluster.guests.get(vmid);
  if (known?.node !== job.node)
    throw failure(`unable to find VM '${String(vmid)}'`);
  const guest = guestAt(cluster, job.node, known.type, vmid);
  const began = Date.now();
  const info = (line: string) => {
    work.log(`INFO: ${line}`);
  };
  info(`Starting Backup of VM ${String(vmid)} (${guest.type})`);
  info(`Backup started at ${stamp()}`);
  refuseLocked(guest);
  const wasRunning = isRunning(guest);
  info(`status = ${wasRunning ? "running" : "stopped"}`);
  const mode = wasRunning ? job.mode : "stop";
  info(`backup mode: ${mode}`);
  info("ionice priority: 7");
  info(
    guest.type === "qemu"
      ? `VM Name: ${guestName(guest)}`
      : `CT Name: ${guestName(guest)}`,
  );
  guest.config.lock = "backup";
  // A container is stopped for it, if so wished; QEMU is backed up as it runs in any mode.
  const isHalted = wasRunning && mode === "stop" && guest.type === "lxc";
  try {
    const archive = archiveOf(job, guest);
    if (guest.type === "lxc")
      info("including mount point rootfs ('/') in backup");
    if (isHalted) {
      info("stopping virtual guest");
      changeState(cluster, guest, "stopped");
      await work.sleep(800);
    }
    info(`creating vzdump archive '${archive.path}'`);
    const stored = Math.floor(
      diskSizeOf(guest) * (0.05 + 0.2 * fraction(guest.appetite.seed, 31)),
    );
    await transfer(guest, work, info);
    info(
      `archive file size: ${String(Math.max(1, Math.round(stored / 2 ** 20)))}MB`,
    );
    job.storage.volumes.push({
      volid: archive.volid,
      content: "backup",
      format: archive.format,
      size: stored,
      ctime: Math.floor(began / 1000),
      vmid,
      subtype: guest.type,
      node: job.node,
      ...(job.notes === undefined
        ? {}
        : { notes: job.notes.replaceAll("{{guestname}}", guestName(guest)) }),
      ...(job.isProtected ? { protected: 1 as const } : {}),
    });
  } finally {
    delete guest.config.lock;
    if (isHalted) changeState(cluster, guest, "running");
  }
  if (isHalted) {
    info("restarting vm");
    info("guest is online again after 4 seconds");
  }
  const seconds = Math.round((Date.now() - began) / 1000);
  const clock = new Date(seconds * 1000).toISOString().slice(11, 19);
  info(`Finished Backup of VM ${String(vmid)} (${clock})`);
  info(`Backup finished at ${stamp()}`);
}

const progressSteps = [4, 17, 33, 52, 70, 86, 100];

/** A gigabyte in a tenth of a second: a busy backup, not a night of it. */
async function transfer(
  guest: Guest,
  work: Work,
  info: (line: string) => void,
): Promise<void> {
  const size = diskSizeOf(guest);
  const gigabytes = size / 2 ** 30;
  const totalMs = Math.min(45_000, 2000 + gigabytes * 100);
  if (guest.type === "lxc") {
    await work.sleep(totalMs);
    info(
      `Total bytes written: ${String(Math.floor(size * 0.3))} (${(gigabytes * 0.3).toFixed(1)}GiB, 118MiB/s)`,
    );
    return;
  }
  for (const percent of progressSteps) {
    await work.sleep(totalMs / progressSteps.length);
    info(
      `${String(percent).padStart(3)}% (${((gigabytes * percent) / 100).toFixed(1)} GiB of ${gigabytes.toFixed(1)} GiB) in ${String(Math.ceil((totalMs * percent) / 100_000))}s, read: 1.1 GiB/s, write: 212.4 MiB/s`,
    );
  }
}

function archiveOf(
  { storage, compress }: Job,
  guest: Guest,
): { path: string; volid: string; format: string } {
  const time = new Date()
    .toISOString()
    .slice(0, 19)
    .replace("T", "-")
    .replaceAll("-", "_")
    .replaceAll(":", "_");
  const date = `${time.slice(0, 10)}-${time.slice(11)}`;
  const packed =
    { zstd: ".zst", gzip: ".gz", lzo: ".lzo", "1": ".lzo" }[compress] ?? "";
  const format = `${guest.type === "qemu" ? "vma" : "tar"}${packed}`;
  const file = `vzdump-${guest.type}-${String(guest.vmid)}-${date}.${format}`;
  if (storage.type === "pbs") {
    const kind = guest.type === "qemu" ? "vm" : "ct";
    const name = `backup/${kind}/${String(guest.vmid)}/${new Date().toISOString().slice(0, 19)}Z`;
    return {
      path: name,
      volid: `${storage.storage}:${name}`,
      format: `pbs-${kind}`,
    };
  }
  return {
    path: `${String(storage.settings.path)}/dump/${file}`,
    volid: `${storage.storage}:backup/${file}`,
    format,
  };
}

export const backupRoutes = {
  "POST /nodes/{node}/vzdump": vzdump,
} satisfies Record<string, Handler>;
