import { badParameters, failure } from "../errors.ts";
import { poolNamed } from "../fleet.ts";
import { hash } from "../random.ts";
import { isRunning, refuseLocked } from "../power.ts";
import {
  becomeStale,
  guestName,
  isOnNode,
  isTemplate,
  type Cluster,
  type Config,
  type Guest,
  type GuestType,
} from "../state.ts";
import type { Work } from "../tasks.ts";
import {
  drivesOf,
  newVolume,
  requireStorage,
  sizeText,
  type Drive,
} from "../volumes.ts";
import {
  flag,
  guestOf,
  integer,
  requiredText,
  text,
  type Call,
  type Handler,
} from "./call.ts";

/* Guests copied and guests moved. */

const clone =
  (type: GuestType): Handler =>
  (call) => {
    const { cluster, caller, node } = call;
    const source = guestOf(call, type);
    const newid = integer(call, "newid") ?? 0;
    const kind = type === "qemu" ? "VM" : "CT";
    refuseLocked(source);
    if (cluster.guests.has(newid)) {
      throw failure(
        `unable to create ${kind} ${String(newid)}: config file already exists`,
      );
    }
    const snapname = text(call, "snapname");
    const snapshot = source.snapshots.find(({ name }) => name === snapname);
    if (snapname !== undefined && snapshot === undefined)
      throw failure(`snapshot '${snapname}' does not exist`);
    if (type === "lxc" && isRunning(source) && snapshot === undefined) {
      throw failure(`cannot clone a running container without a snapshot`);
    }
    const storage = text(call, "storage");
    if (storage !== undefined) requireStorage(cluster, storage);
    const target = text(call, "target") ?? node.name;
    if (!cluster.nodes.has(target))
      throw failure(`no such cluster node '${target}'`);
    // Only a template can lend its disks; anything else is copied whole.
    const isFull = !isTemplate(source) || flag(call, "full");
    const pool = text(call, "pool");
    return cluster.tasks.start(
      {
        node: node.name,
        type: type === "qemu" ? "qmclone" : "vzclone",
        id: String(source.vmid),
        caller,
      },
      async (work) => {
        const copy = beginCopy(
          call,
          source,
          snapshot?.config ?? source.config,
          newid,
          target,
        );
        try {
          for (const drive of drivesOf(copy.config))
            await copyDrive(cluster, work, copy, drive, isFull, storage);
          delete copy.config.lock;
          if (pool !== undefined) poolNamed(cluster, pool).vmids.add(newid);
        } catch (error) {
          cluster.guests.delete(newid);
          throw error;
        }
      },
    ).upid;
  };

function beginCopy(
  call: Call,
  source: Guest,
  from: Config,
  newid: number,
  node: string,
): Guest {
  const { cluster } = call;
  const config = { ...from };
  delete config.template;
  const named: Config =
    source.type === "qemu"
      ? { name: text(call, "name") ?? `Copy-of-VM-${guestName(source)}` }
      : {
          hostname: text(call, "hostname") ?? `Copy-of-CT-${guestName(source)}`,
        };
  const description = text(call, "description");
  const copy: Guest = {
    ...source,
    vmid: newid,
    node,
    config: {
      ...config,
      ...named,
      ...(description === undefined ? {} : { description }),
      lock: "clone",
    },
    pending: new Map(),
    state: "stopped",
    startedAt: 0,
    pid: 0,
    createdAt: Math.floor(Date.now() / 1000),
    snapshots: [],
    parent: undefined,
    hastate: undefined,
    appetite: { ...source.appetite, seed: hash(source.appetite.seed, newid) },
    stale: undefined,
    lockFile: undefined,
  };
  cluster.guests.set(newid, copy);
  becomeStale(cluster, copy, "unknown");
  return copy;
}

const steps = 10;

async function copyDrive(
  cluster: Cluster,
  work: Work,
  copy: Guest,
  { key, volid, size, storage }: Drive,
  isFull: boolean,
  wantedStorage: string | undefined,
): Promise<void> {
  const format = /\.(qcow2|raw|vmdk)$/.exec(volid)?.[1];
  const others = { ...copy.config };
  Reflect.deleteProperty(others, key);
  const target = newVolume(cluster, copy.type, copy.vmid, others, {
    storage: wantedStorage ?? storage,
    bytes: size,
    format,
  });
  const what = copy.type === "qemu" ? `drive ${key}` : `mountpoint ${key}`;
  work.log(`create ${isFull ? "full" : "linked"} clone of ${what} (${volid})`);
  if (isFull && copy.type === "lxc") {
    await work.sleep(copyMs(size * filledShare));
    for (const line of rsyncReport(size * filledShare)) work.log(line);
  } else if (isFull) {
    for (const line of target.log) work.log(line);
    await transfer(work, size);
  } else await work.sleep(400);
  const rest = String(copy.config[key])
    .split(",")
    .slice(1)
    .filter((option) => !option.startsWith("size="));
  copy.config[key] = [
    target.volid,
    ...rest,
    ...(size > 0 ? [`size=${sizeText(size)}`] : []),
  ].join(",");
}

async function transfer(work: Work, size: number): Promise<void> {
  const total = transferText(size);
  const count = size < 2 ** 26 ? 1 : steps;
  work.log(`transferred 0.0 B of ${total} (0.00%)`);
  for (let step = 1; step <= count; step++) {
    await work.sleep(copyMs(size) / count);
    work.log(
      `transferred ${transferText((size * step) / count)} of ${total} (${((100 * step) / count).toFixed(2)}%)`,
    );
  }
  work.log(`transferred ${total} of ${total} (100.00%)`);
}

/** Of a container only what is in it is copied. */
const filledShare = 0.3;

function rsyncReport(bytes: number): string[] {
  const count = (value: number) => Math.round(value).toLocaleString("en-US");
  const files = bytes / 40_000;
  return [
    "",
    `Number of files: ${count(files * 1.4)} (reg: ${count(files)}, dir: ${count(files * 0.2)}, link: ${count(files * 0.2)})`,
    `Number of created files: ${count(files * 1.4)} (reg: ${count(files)}, dir: ${count(files * 0.2)}, link: ${count(files * 0.2)})`,
    "Number of deleted files: 0",
    `Number of regular files transferred: ${count(files)}`,
    `Total file size: ${count(bytes)} bytes`,
    `Total transferred file size: ${count(bytes)} bytes`,
    `Literal data: ${count(bytes)} bytes`,
    "Matched data: 0 bytes",
    "File list size: 0",
    "File list generation time: 0.001 seconds",
    "File list transfer time: 0.000 seconds",
    `Total bytes sent: ${count(bytes)}`,
    `Total bytes received: ${count(files * 20)}`,
    "",
    `sent ${count(bytes)} bytes  received ${count(files * 20)} bytes  212,968,438.00 bytes/sec`,
    `total size is ${count(bytes)}  speedup is 1.00`,
  ];
}

/** About a gigabyte a second, and not the whole afternoon. */
const copyMs = (bytes: number) => Math.min(30_000, 300 + bytes / 1e6);

const transferText = (bytes: number) => {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let at = 0;
  let value = bytes;
  for (; value >= 1024 && at < units.length - 1; at++) value /= 1024;
  return `${value.toFixed(1)} ${units[at] ?? "B"}`;
};

/** Where a VM that is off could go is checked by its storages; of one that runs, Proxmox VE names no node. */
const preconditions: Handler = (call) => {
  const { cluster, node } = call;
  const guest = guestOf(call, "qemu");
  const drives = drivesOf(guest.config);
  const others = isRunning(guest)
    ? []
    : [...cluster.nodes.values()].filter(
        ({ name, member }) => member && name !== node.name,
      );
  const checked = others.map(
    ({ name }) => [name, missingStorages(cluster, drives, name)] as const,
  );
  const localDisks = drives.filter((drive) => !isShared(cluster, drive));
  return {
    running: isRunning(guest) ? 1 : 0,
    allowed_nodes: checked
      .filter(([, missing]) => missing.length === 0)
      .map(([name]) => name),
    not_allowed_nodes: Object.fromEntries(
      checked.map(([name, missing]) => [
        name,
        missing.length === 0 ? {} : { unavailable_storages: missing },
      ]),
    ),
    local_disks: localDisks.map(({ key, volid, size }) => ({
      drivename: key,
      volid,
      size,
      cdrom: 0,
      shared: 0,
      replicate: 1,
      is_attached: key.startsWith("unused") ? 0 : 1,
      is_unused: key.startsWith("unused") ? 1 : 0,
      is_vmstate: 0,
      is_tpmstate: key.startsWith("tpmstate") ? 1 : 0,
    })),
    local_resources: [],
    "mapped-resources": [],
    "mapped-resource-info": {},
  };
};

const missingStorages = (cluster: Cluster, drives: Drive[], node: string) =>
  cluster.storages
    .filter(({ storage }) => drives.some((drive) => drive.storage === storage))
    .filter((storage) => !isOnNode(storage, node))
    .map(({ storage }) => storage);

const isShared = (cluster: Cluster, { storage }: Drive) =>
  cluster.storages.find((one) => one.storage === storage)?.shared === true;

const migrate =
  (type: GuestType): Handler =>
  (call) => {
    const { cluster, caller, node } = call;
    const targetName = requiredText(call, "target");
    if (targetName === node.name)
      throw badParameters({ target: "target is local node." });
    const target = cluster.nodes.get(targetName);
    if (target === undefined || !target.member)
      throw failure(`no such cluster node '${targetName}'`);
    const guest = guestOf(call, type);
    const wasRunning = isRunning(guest);
    if (type === "qemu" && wasRunning && !flag(call, "online"))
      throw failure("can't migrate running VM without --online");
    if (
      type === "lxc" &&
      wasRunning &&
      !flag(call, "restart") &&
      !flag(call, "online")
    ) {
      throw failure(
        "can't migrate running container without --online or --restart",
      );
    }
    const copiesDisks =
      flag(call, "with-local-disks") || !wasRunning || type === "lxc";
    return cluster.tasks.start(
      {
        node: node.name,
        type: type === "qemu" ? "qmigrate" : "vzmigrate",
        id: String(guest.vmid),
        caller,
      },
      async (work) => {
        const stamped = (line: string) => {
          work.log(
            `${new Date().toISOString().slice(0, 19).replace("T", " ")} ${line}`,
          );
        };
        refuseLocked(guest);
        if (target.reach !== "up") {
          throw failure(
            `command '/usr/bin/ssh -e none -o 'BatchMode=yes' -o 'HostKeyAlias=${target.name}' root@${target.address} /bin/true' failed: exit code 255`,
          );
        }
        const local = drivesOf(guest.config).filter(
          (drive) => !isShared(cluster, drive),
        );
        if (type === "qemu" && local.length > 0 && !copiesDisks) {
          throw failure(
            "can't live migrate attached local disks without with-local-disks option",
          );
        }
        guest.config.lock = "migrate";
        try {
          stamped(
            `starting migration of ${type === "qemu" ? "VM" : "CT"} ${String(guest.vmid)} to node '${target.name}' (${target.address})`,
          );
          for (const { volid, size } of local) {
            stamped(`copying local disk image ${volid}`);
            await work.sleep(copyMs(size));
          }
          if (wasRunning && type === "qemu") {
            stamped(
              `start migrate command to unix:/run/qemu-server/${String(guest.vmid)}.migrate`,
            );
            await work.sleep(4000);
            stamped("average migration speed: 1.1 GiB/s - downtime 41 ms");
            stamped("migration status: completed");
          } else await work.sleep(1500);
          guest.node = target.name;
          stamped("migration finished successfully (duration 00:00:06)");
        } finally {
          delete guest.config.lock;
        }
      },
    ).upid;
  };

export const copyRoutes = {
  "POST /nodes/{node}/qemu/{vmid}/clone": clone("qemu"),
  "POST /nodes/{node}/lxc/{vmid}/clone": clone("lxc"),
  "GET /nodes/{node}/qemu/{vmid}/migrate": preconditions,
  "POST /nodes/{node}/qemu/{vmid}/migrate": migrate("qemu"),
  "POST /nodes/{node}/lxc/{vmid}/migrate": migrate("lxc"),
} satisfies Record<string, Handler>;
