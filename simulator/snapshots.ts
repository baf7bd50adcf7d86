import type { Caller } from "./access.ts";
import { failure } from "./errors.ts";
import { underLockFile } from "./lock.ts";
import { refuseLocked } from "./power.ts";
import {
  changeState,
  digestOf,
  guestAt,
  isTemplate,
  unixTime,
  type Cluster,
  type Guest,
  type GuestType,
  type Snapshot,
} from "./state.ts";
import type { Work } from "./tasks.ts";
import { canSnapshot, drivesOf } from "./volumes.ts";

export interface SnapshotOrder {
  cluster: Cluster;
  caller: Caller;
  node: string;
  type: GuestType;
  vmid: number;
  name: string;
}

const taskNames = {
  qemu: {
    create: "qmsnapshot",
    remove: "qmdelsnapshot",
    rollback: "qmrollback",
  },
  lxc: {
    create: "vzsnapshot",
    remove: "vzdelsnapshot",
    rollback: "vzrollback",
  },
} as const;

type Verb = keyof (typeof taskNames)["qemu"];

function begin(
  order: SnapshotOrder,
  verb: Verb,
  work: (work: Work, guest: Guest) => Promise<void>,
): string {
  const { cluster, caller, node, type, vmid } = order;
  return cluster.tasks.start(
    { node, type: taskNames[type][verb], id: String(vmid), caller },
    async (tools) => {
      const guest = guestAt(cluster, node, type, vmid);
      await underLockFile(cluster, guest, () => work(tools, guest));
    },
  ).upid;
}

/** Holds the configuration's own lock meanwhile, as the guest's row shows it. */
async function locked(
  guest: Guest,
  lock: string,
  work: () => Promise<void>,
): Promise<void> {
  guest.config.lock = lock;
  try {
    await work();
  } finally {
    delete guest.config.lock;
  }
}

const find = (guest: Guest, name: string): Snapshot => {
  const found = guest.snapshots.find((snapshot) => snapshot.name === name);
  if (found === undefined) throw failure(`snapshot '${name}' does not exist`);
  return found;
};

export interface NewSnapshot {
  description: string;
  withMemory: boolean;
}

export function createSnapshot(
  order: SnapshotOrder,
  { description, withMemory }: NewSnapshot,
): string {
  return begin(order, "create", async (work, guest) => {
    refuseLocked(guest);
    if (isTemplate(guest))
      throw failure("you can't take a snapshot if it's a template");
    if (guest.snapshots.some(({ name }) => name === order.name)) {
      throw failure(`snapshot name '${order.name}' already used`);
    }
    if (!canSnapshot(order.cluster, guest))
      throw failure("snapshot feature is not available");
    await locked(guest, "snapshot", async () => {
      const savesMemory = withMemory && guest.state !== "stopped";
      if (savesMemory) {
        work.log(
          `saving VM state and RAM using storage '${drivesOf(guest.config)[0]?.storage ?? "local"}'`,
        );
        await work.sleep(3000);
        work.log("completed saving the VM state in 3s, saved 612.40 MiB");
      }
      for (const { key, volid } of drivesOf(guest.config)) {
        if (guest.type === "qemu")
          work.log(`snapshotting 'drive-${key}' (${volid})`);
      }
      await work.sleep(700);
      const config = { ...guest.config };
      delete config.lock;
      guest.snapshots.push({
        name: order.name,
        description,
        snaptime: unixTime(),
        parent: guest.parent,
        vmstate: savesMemory ? 1 : 0,
        config,
      });
      guest.parent = order.name;
    });
  });
}

/** The children of the one that goes become its parent's. */
export function removeSnapshot(order: SnapshotOrder): string {
  return begin(order, "remove", async (work, guest) => {
    refuseLocked(guest);
    const gone = find(guest, order.name);
    await locked(guest, "snapshot-delete", async () => {
      await work.sleep(900);
      guest.snapshots = guest.snapshots.filter((snapshot) => snapshot !== gone);
      for (const snapshot of guest.snapshots)
        if (snapshot.parent === gone.name) snapshot.parent = gone.parent;
      if (guest.parent === gone.name) guest.parent = gone.parent;
    });
  });
}

/** Back to the snapshot's state: running only if its memory was saved, or if the caller wants it started. */
export function rollBack(order: SnapshotOrder, startsAfter: boolean): string {
  return begin(order, "rollback", async (work, guest) => {
    refuseLocked(guest);
    const target = find(guest, order.name);
    const { cluster } = order;
    await locked(guest, "rollback", async () => {
      await work.sleep(800);
      changeState(cluster, guest, "stopped");
      guest.config = { ...target.config, lock: "rollback" };
      guest.pending.clear();
      guest.parent = target.name;
    });
    if (target.vmstate === 1 || startsAfter) {
      await work.sleep(600);
      changeState(cluster, guest, "running");
    }
  });
}

/** By parent they are a tree; the last entry is where the guest stands now. */
export function listSnapshots(guest: Guest): Record<string, unknown>[] {
  const rows = guest.snapshots.map(
    ({ name, description, snaptime, parent, vmstate }) => ({
      name,
      description,
      snaptime,
      ...(parent === undefined ? {} : { parent }),
      ...(guest.type === "qemu" ? { vmstate } : {}),
    }),
  );
  const current = {
    name: "current",
    description: "You are here!",
    digest: digestOf(guest),
    ...(guest.type === "qemu"
      ? { running: guest.state === "stopped" ? 0 : 1 }
      : {}),
    ...(guest.parent === undefined ? {} : { parent: guest.parent }),
  };
  return [...rows, current];
}

export const snapshotOf = find;
