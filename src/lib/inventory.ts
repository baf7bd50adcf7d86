import type { ClusterTwins } from "@/lib/clusters.ts";
import { displayText } from "@/lib/displayText.ts";
import { serverHealth, type Fleet, type FleetServer } from "@/lib/fleet.ts";
import type { ProxmoxNode, Storage, Vm } from "@/lib/types.ts";
import { isTemplate, vmState } from "@/lib/vmPower.ts";

export interface Usage {
  used: number;
  total: number;
}

/** Where a row comes from, and whether it still holds. */
interface Origin {
  /** Unique over all servers. */
  key: string;
  /** Unique in its cluster. */
  id: string;
  serverKey: string;
  serverName: string;
  node: string;
  /** The server does not answer: this is how it was at `readAt`. */
  isPast: boolean;
  readAt: number | undefined;
}

export interface NodeRow extends Origin {
  /** "unknown": its cluster does not say, or knows it by its guests alone. */
  status: "online" | "offline" | "unknown";
  /** In cores. Like all that follows undefined where the node, or its token, does not tell. */
  cpu: Usage | undefined;
  memory: Usage | undefined;
  /** Of the node's own system, not of its storages. */
  disk: Usage | undefined;
  uptime: number | undefined;
  /** Without templates. */
  guests: number;
  runningGuests: number;
}

export interface StorageRow extends Omit<Origin, "node"> {
  storage: string;
  isShared: boolean;
  /** Where it stands; of a shared storage all nodes that have it. */
  nodes: readonly string[];
  /** Those among them that do not report it, though they are there themselves. */
  silentOn: readonly string[];
  /** All of its nodes are off, and it with them. */
  isOffline: boolean;
  /** "dir", "zfspool", … */
  type: string | undefined;
  /** "images", "backup", … */
  content: readonly string[];
  usage: Usage | undefined;
}

/** Servers whose data is the past: those that are down, or all of them. */
export function pastServers(
  fleet: Fleet,
  isAllPast: boolean,
): ReadonlySet<string> {
  return new Set(
    fleet.servers
      .filter((server) => isAllPast || serverHealth(server) === "down")
      .map(({ key }) => key),
  );
}

/** The machines of one server. */
export function nodeRows(server: FleetServer, isPast: boolean): NodeRow[] {
  const guests = guestsByNode(server.vms);
  const rows = server.nodes.map((node) =>
    nodeRow(server, isPast, node, guests.get(node.node)),
  );
  const told = new Set(server.nodes.map(({ node }) => node));
  // Who may see guests but no nodes (an assignment) has all nodes untold; a guest whose state is unknown tells that its node is away.
  const untold = [...guests].filter(
    ([node, { unknown }]) => !told.has(node) && unknown > 0,
  );
  return [
    ...rows,
    ...untold.map(([node, counts]) =>
      nodeRow(server, isPast, { node, status: "unknown" }, counts),
    ),
  ];
}

type ToldNode = Pick<ProxmoxNode, "node" | "status"> & Partial<ProxmoxNode>;

function nodeRow(
  server: FleetServer,
  isPast: boolean,
  told: ToldNode,
  guests: GuestCounts = noGuests,
): NodeRow {
  const { node, status, cpu, maxcpu, mem, maxmem, disk, maxdisk } = told;
  const isOnline = status === "online";
  return {
    ...originOf(server, isPast, `node/${node}`),
    node,
    status: isOnline || status === "offline" ? status : "unknown",
    cpu: isOnline
      ? usageOf(
          cpu === undefined || maxcpu === undefined ? undefined : cpu * maxcpu,
          maxcpu,
        )
      : undefined,
    memory: isOnline ? usageOf(mem, maxmem) : undefined,
    disk: isOnline ? usageOf(disk, maxdisk) : undefined,
    uptime: isOnline ? told.uptime : undefined,
    guests: guests.all,
    runningGuests: guests.running,
  };
}

interface GuestCounts {
  all: number;
  running: number;
  unknown: number;
}

const noGuests: Readonly<GuestCounts> = { all: 0, running: 0, unknown: 0 };

function guestsByNode(vms: readonly Vm[]): Map<string, GuestCounts> {
  const counts = new Map<string, GuestCounts>();
  for (const vm of vms) {
    const count = counts.get(vm.node) ?? { ...noGuests };
    counts.set(vm.node, count);
    if (isTemplate(vm)) continue;
    count.all += 1;
    const state = vmState(vm);
    if (state === "running" || state === "unknown") count[state] += 1;
  }
  return counts;
}

/** The storages of one server. Proxmox VE lists a shared one for every node; here it is one. */
export function storageRows(
  server: FleetServer,
  isPast: boolean,
): StorageRow[] {
  const groups = new Map<string, [Storage, ...Storage[]]>();
  for (const storage of server.storages) {
    const id = storage.shared === 1 ? `storage/${storage.storage}` : storage.id;
    const group = groups.get(id);
    if (group) group.push(storage);
    else groups.set(id, [storage]);
  }
  const offline = offlineNodeNames(server);
  return [...groups].map(([id, [first, ...others]]) => {
    const all = [first, ...others];
    const silent = all.filter((row) => row.status !== "available");
    // Nodes are asked at different times, and one that has it is enough to know it.
    const told = all.find((row) => usageOfStorage(row)) ?? first;
    return {
      ...originOf(server, isPast, id),
      storage: first.storage,
      isShared: first.shared === 1,
      nodes: all.map(({ node }) => node),
      silentOn: silent
        .map(({ node }) => node)
        .filter((node) => !offline.has(node)),
      isOffline: all.every(({ node }) => offline.has(node)),
      type: told.plugintype,
      content: told.content?.split(",").filter(Boolean).sort() ?? [],
      usage: usageOfStorage(told),
    };
  });
}

function offlineNodeNames({ nodes }: FleetServer): ReadonlySet<string> {
  return new Set(
    nodes.filter(({ status }) => status === "offline").map(({ node }) => node),
  );
}

function usageOfStorage({ status, disk, maxdisk }: Storage) {
  return status === "available" ? usageOf(disk, maxdisk) : undefined;
}

/** NaN, a total of nothing and a value that is not told are all no measurement. */
function usageOf(
  used: number | undefined,
  total: number | undefined,
): Usage | undefined {
  return used !== undefined && total !== undefined && used >= 0 && total > 0
    ? { used, total }
    : undefined;
}

function originOf(server: FleetServer, isPast: boolean, id: string) {
  return {
    key: `${server.key}/${id}`,
    id,
    serverKey: server.key,
    serverName: server.serverName,
    isPast,
    readAt: server.readAt,
  };
}

/** Every node, storage, guest once, also of a cluster that is registered twice; as it is rather than as it was. */
export function withoutTwins<
  Row extends { id: string; serverKey: string; isPast: boolean },
>(rows: readonly Row[], twins: ClusterTwins): readonly Row[] {
  if (twins.size === 0) return rows;
  const unique = new Map<string, Row>();
  for (const row of rows) {
    const cluster = twins.get(row.serverKey) ?? row.serverKey;
    const key = `${cluster} ${row.id}`;
    const known = unique.get(key);
    if (!known || (known.isPast && !row.isPast)) unique.set(key, row);
  }
  return [...unique.values()];
}

/** In words, for the screen. */
export function storagePlace(row: StorageRow): string {
  const server = displayText(row.serverName);
  const [node = ""] = row.nodes;
  return row.isShared
    ? `${server}, shared`
    : `${displayText(node)} on ${server}`;
}

export function share({ used, total }: Usage): number {
  return used / total;
}
