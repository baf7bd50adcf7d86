import { createHash } from "node:crypto";
import {
  coresOf,
  diskSizeOf,
  memoryOf,
  nodeUsageAt,
  swapOf,
  usageAt,
} from "../life.ts";
import {
  guestName,
  isOnNode,
  isTemplate,
  publishedState,
  unixTime,
  usedBytes,
  type Cluster,
  type ClusterNode,
  type Guest,
  type Storage,
} from "../state.ts";
import { held, may, type Call } from "./call.ts";

/* The rows that lists are made of. Key sets are Proxmox's: what it leaves out is left out here. */

export type Row = Record<string, unknown>;

/** The rest of the cluster sees the numbers of the last broadcast. */
export const broadcastTime = (cluster: Cluster) => {
  const period = cluster.timing.broadcastMs;
  return Math.floor((Math.floor(Date.now() / period) * period) / 1000);
};

export const isReachable = (node: ClusterNode | undefined) =>
  node !== undefined && node.member && node.reach === "up";

const noUsage = {
  cpu: 0,
  mem: 0,
  disk: 0,
  netin: 0,
  netout: 0,
  diskread: 0,
  diskwrite: 0,
};

export function guestResource(
  cluster: Cluster,
  guest: Guest,
  pool: string | undefined,
  time: number,
): Row {
  const { vmid, type, node, config } = guest;
  const row: Row = { id: `${type}/${String(vmid)}`, type, node, vmid };
  if (pool !== undefined) row.pool = pool;
  if (typeof config.tags === "string" && config.tags !== "")
    row.tags = config.tags;
  const state = publishedState(guest);
  if (state === "unknown" || !isReachable(cluster.nodes.get(node)))
    return { ...row, status: "unknown" };
  const isUp = state !== "stopped";
  const since = Math.max(time, guest.startedAt);
  return {
    ...row,
    ...(config.lock === undefined ? {} : { lock: config.lock }),
    ...(guest.hastate === undefined ? {} : { hastate: guest.hastate }),
    name: guestName(guest),
    status: isUp ? "running" : "stopped",
    template: isTemplate(guest) ? 1 : 0,
    maxcpu: coresOf(guest),
    maxmem: memoryOf(guest),
    maxdisk: diskSizeOf(guest),
    ...(isUp && guest.startedAt > 0 ? usageAt(guest, since) : noUsage),
    uptime: isUp && guest.startedAt > 0 ? since - guest.startedAt : 0,
  };
}

export function nodeResource(
  call: Pick<Call, "cluster" | "caller">,
  node: ClusterNode,
  time: number,
): Row {
  const { cluster } = call;
  const row: Row = { id: `node/${node.name}`, type: "node", node: node.name };
  if (!isReachable(node)) return { ...row, status: "offline" };
  const online = { ...row, status: "online", level: "" };
  if (!("Sys.Audit" in held(call, `/nodes/${node.name}`))) return online;
  return {
    ...online,
    maxcpu: node.cores,
    maxmem: node.memory,
    maxdisk: node.rootDisk,
    uptime: time - node.bootedAt,
    ...nodeUsageAt(node, cluster.guests.values(), time),
  };
}

export function storageResource(storage: Storage, node: ClusterNode): Row {
  const row: Row = {
    id: `storage/${node.name}/${storage.storage}`,
    type: "storage",
    node: node.name,
    storage: storage.storage,
    plugintype: storage.type,
    content: storage.content.join(","),
    shared: storage.shared ? 1 : 0,
  };
  if (!isReachable(node)) return { ...row, status: "unknown" };
  return { ...row, status: "available", ...sizes(storage, node) };
}

const sizes = (storage: Storage, node: ClusterNode) => ({
  disk: usedBytes(storage, node.name),
  maxdisk: storage.size,
});

/** GET /cluster/resources, filtered as the caller may see. */
export function resources(
  call: Pick<Call, "cluster" | "caller">,
  type: string | undefined,
): Row[] {
  const { cluster } = call;
  const time = broadcastTime(cluster);
  const rows: Row[] = [];
  const pools = new Map(
    [...cluster.pools.values()].flatMap(({ poolid, vmids }) =>
      [...vmids].map((vmid) => [vmid, poolid]),
    ),
  );
  const sums = new Map<string, Row[]>();
  const guestRows: Row[] = [];
  for (const guest of sorted(cluster.guests.values())) {
    const pool = pools.get(guest.vmid);
    const row = guestResource(cluster, guest, pool, time);
    if (pool !== undefined) sums.set(pool, [...(sums.get(pool) ?? []), row]);
    if (may(call, `/vms/${String(guest.vmid)}`, "VM.Audit"))
      guestRows.push(row);
  }
  if (type === undefined) {
    for (const { poolid } of cluster.pools.values()) {
      if (may(call, `/pool/${poolid}`, "Pool.Audit"))
        rows.push(poolResource(poolid, sums.get(poolid) ?? []));
    }
  }
  if (type === undefined || type === "vm") rows.push(...guestRows);
  const members = [...cluster.nodes.values()].filter(({ member }) => member);
  if (type === undefined || type === "node") {
    for (const node of members)
      rows.push({
        ...nodeResource(call, node, time),
        ...cgroupMode(call, node),
      });
  }
  if (type === undefined || type === "storage") {
    for (const storage of cluster.storages) {
      if (
        storage.disabled ||
        !may(
          call,
          `/storage/${storage.storage}`,
          "Datastore.Audit",
          "Datastore.AllocateSpace",
        )
      )
        continue;
      for (const node of members)
        if (isOnNode(storage, node.name))
          rows.push(storageResource(storage, node));
    }
  }
  if (
    (type === undefined || type === "sdn") &&
    may(call, "/sdn/zones/localnetwork", "SDN.Audit")
  ) {
    for (const node of members.filter(isReachable)) {
      rows.push({
        id: `sdn/${node.name}/localnetwork`,
        type: "sdn",
        node: node.name,
        sdn: "localnetwork",
        status: "ok",
      });
    }
  }
  return rows;
}

const cgroupMode = (
  call: Pick<Call, "cluster" | "caller">,
  node: ClusterNode,
): Row =>
  isReachable(node) && may(call, `/nodes/${node.name}`, "Sys.Audit")
    ? { "cgroup-mode": call.cluster.cgroupMode }
    : {};

/** A pool sums up the members that run. */
function poolResource(pool: string, members: Row[]): Row {
  const row: Row = { id: `/pool/${pool}`, type: "pool", pool };
  const running = members.filter(({ uptime }) => Number(uptime) > 0);
  if (running.length === 0) return row;
  const sum = (key: string) =>
    running.reduce((total, member) => total + Number(member[key]), 0);
  const cores = sum("maxcpu");
  return {
    ...row,
    uptime: Math.max(...running.map(({ uptime }) => Number(uptime))),
    mem: sum("mem"),
    maxmem: sum("maxmem"),
    maxcpu: cores,
    cpu:
      running.reduce(
        (total, { cpu, maxcpu }) => total + Number(cpu) * Number(maxcpu),
        0,
      ) / cores,
  };
}

const sorted = (guests: Iterable<Guest>) =>
  [...guests].sort((left, right) => left.vmid - right.vmid);

/** A row of /nodes/{node}/qemu; `full` adds what QEMU itself is asked for. */
export function qemuRow(guest: Guest, full: boolean): Row {
  const now = unixTime();
  const isUp = guest.state !== "stopped";
  const { cpu, mem, netin, netout } = isUp ? usageAt(guest, now) : noUsage;
  return {
    vmid: guest.vmid,
    name: guestName(guest),
    status: isUp ? "running" : "stopped",
    ...(full ? { qmpstatus: guest.state } : {}),
    ...(isTemplate(guest) ? { template: 1 } : {}),
    ...(isUp ? { pid: guest.pid } : {}),
    ...(isUp && "serial0" in guest.config ? { serial: 1 } : {}),
    ...tagsAndLock(guest),
    cpus: coresOf(guest),
    maxmem: memoryOf(guest),
    maxdisk: diskSizeOf(guest),
    disk: 0,
    uptime: isUp ? now - guest.startedAt : 0,
    cpu,
    mem,
    netin,
    netout,
  };
}

export function lxcRow(guest: Guest): Row {
  const now = unixTime();
  const isUp = guest.state !== "stopped";
  const usage = isUp ? usageAt(guest, now) : noUsage;
  return {
    vmid: guest.vmid,
    type: "lxc",
    name: guestName(guest),
    status: isUp ? "running" : "stopped",
    ...(isTemplate(guest) ? { template: 1 } : {}),
    ...(isUp ? { pid: guest.pid } : {}),
    ...tagsAndLock(guest),
    cpus: coresOf(guest),
    maxmem: memoryOf(guest),
    maxdisk: diskSizeOf(guest),
    maxswap: swapOf(guest),
    swap: 0,
    uptime: isUp ? now - guest.startedAt : 0,
    ...usage,
  };
}

const tagsAndLock = ({ config }: Guest): Row => ({
  ...(config.tags === undefined ? {} : { tags: config.tags }),
  ...(config.lock === undefined ? {} : { lock: config.lock }),
});

export const haState = (guest: Guest): Row =>
  guest.hastate === undefined
    ? { managed: 0 }
    : { managed: 1, state: guest.hastate };

export const sha1 = (text: string) =>
  createHash("sha1").update(text).digest("hex");
