import { createHash } from "node:crypto";
import type { Access } from "./access.ts";
import type { KeyedCertificate } from "./certificates/certificates.ts";
import { missingConfig } from "./errors.ts";
import type { Consoles } from "./console/consoles.ts";
import type { Machines } from "./console/machines.ts";
import type { Tasks } from "./tasks.ts";

export type GuestType = "qemu" | "lxc";
export type RunState = "stopped" | "running" | "paused";
/** A guest's configuration, its values typed as Proxmox types them in an answer. */
export type Config = Record<string, string | number>;

export interface Snapshot {
  name: string;
  description: string;
  snaptime: number;
  parent: string | undefined;
  vmstate: 0 | 1;
  config: Config;
}

/** How a guest answers what is done to it; what the hardware and the operating system decide in a real one. */
export interface Temperament {
  /** Obeys ACPI or its agent when asked to shut down; else it runs into the timeout. */
  obeysShutdown: boolean;
  /** A running agent that answers, where the configuration has one. */
  agentAnswers: boolean;
  startWarning?: string;
  startError?: string;
}

/** What a guest uses when it is busy, as fractions and rates; see life.ts. */
export interface Appetite {
  seed: number;
  cpu: number;
  memory: number;
  disk: number;
  network: number;
  io: number;
}

export interface Guest {
  vmid: number;
  type: GuestType;
  node: string;
  config: Config;
  /** Changes that wait for the next start; null waits to delete. */
  pending: Map<string, string | number | null>;
  state: RunState;
  /** Unix seconds; 0 while stopped. */
  startedAt: number;
  createdAt: number;
  pid: number;
  snapshots: Snapshot[];
  /** The snapshot the present state descends from. */
  parent: string | undefined;
  hastate: string | undefined;
  temperament: Temperament;
  appetite: Appetite;
  /** What /cluster/resources goes on to show until the next broadcast. */
  stale: { shows: RunState | "unknown"; until: number } | undefined;
  /** The tail of the queue for this guest's lock file. */
  lockFile: Promise<void> | undefined;
}

/** How the other nodes of a cluster reach this one, and what answers on its own port. */
export type Reach = "up" | "down" | "hanging" | "untrusted";

export interface ClusterNode {
  name: string;
  id: number;
  address: string;
  domain: string;
  /** A node that is known only by its guests' files below /etc/pve/nodes is no member. */
  member: boolean;
  reach: Reach;
  bootedAt: number;
  cores: number;
  memory: number;
  rootDisk: number;
  swap: number;
  seed: number;
  cpuModel: string;
  mhz: number;
  firmware: "efi" | "legacy-bios";
  interfaces: string[];
  certificate: KeyedCertificate;
}

export interface Volume {
  volid: string;
  content: "images" | "rootdir" | "iso" | "vztmpl" | "backup" | "snippets";
  format: string;
  size: number;
  ctime: number;
  vmid?: number;
  notes?: string;
  protected?: 1;
  subtype?: GuestType;
  /** Where it lies when the storage is not shared. */
  node: string;
}

export interface Storage {
  storage: string;
  type: string;
  content: string[];
  shared: boolean;
  disabled: boolean;
  size: number;
  used: number;
  /** The storage's own settings, as /storage shows them. */
  settings: Record<string, string | number>;
  /** Undefined means on every node. */
  nodes: string[] | undefined;
  volumes: Volume[];
}

export interface Pool {
  poolid: string;
  comment: string | undefined;
  vmids: Set<number>;
  storages: Set<string>;
}

export interface Cluster {
  /** The name people know it by; the cluster's own name is in `corosyncName`. */
  name: string;
  corosyncName: string;
  seed: number;
  authority: KeyedCertificate;
  nodes: Map<string, ClusterNode>;
  guests: Map<number, Guest>;
  storages: Storage[];
  pools: Map<string, Pool>;
  access: Access;
  tasks: Tasks;
  consoles: Consoles;
  machines: Machines;
  options: Record<string, unknown>;
  version: { version: string; release: string; repoid: string };
  /** What QEMU of Proxmox VE tells and stock QEMU does not: memory balloon, block statistics, its version. */
  hasProxmoxQemu: boolean;
  cgroupMode: 1 | 2;
  /** Metrics of nodes and storages reach back to here. */
  installedAt: number;
  /** Signs console tickets and log-in tickets. */
  ticketKey: Buffer;
  timing: Timing;
}

/** Proxmox's own waits, in milliseconds, so that a test need not sit through them. */
export interface Timing {
  /** Divides the durations of tasks. */
  taskSpeed: number;
  unauthorizedMs: number;
  keepAliveMs: number;
  headersMs: number;
  lockFileMs: number;
  proxyMs: number;
  consoleListenerMs: number;
  consoleTicketMs: number;
  terminalLoginMs: number;
  /** pvestatd tells the cluster the guests' states every so often. */
  broadcastMs: number;
}

export const proxmoxTiming: Timing = {
  taskSpeed: 1,
  unauthorizedMs: 3000,
  keepAliveMs: 5000,
  headersMs: 5000,
  lockFileMs: 10_000,
  proxyMs: 30_000,
  consoleListenerMs: 10_000,
  consoleTicketMs: 40_000,
  terminalLoginMs: 10_000,
  broadcastMs: 10_000,
};

export const unixTime = () => Math.floor(Date.now() / 1000);

export const guestName = (guest: Guest): string =>
  String(
    guest.type === "qemu"
      ? (guest.config.name ?? `VM ${String(guest.vmid)}`)
      : (guest.config.hostname ?? `CT${String(guest.vmid)}`),
  );

export const isTemplate = (guest: Guest) => guest.config.template === 1;

export function poolOf(cluster: Cluster, vmid: number): string | undefined {
  for (const pool of cluster.pools.values())
    if (pool.vmids.has(vmid)) return pool.poolid;
  return undefined;
}

/** The guest whose configuration file is where the path says, or Proxmox's complaint that there is none. */
export function guestAt(
  cluster: Cluster,
  node: string,
  type: GuestType,
  vmid: number,
): Guest {
  const guest = cluster.guests.get(vmid);
  if (guest === undefined || guest.type !== type || guest.node !== node) {
    throw missingConfig(node, type, vmid);
  }
  return guest;
}

/** Changes a guest's state; the rest of the cluster learns of it with the next broadcast. */
export function changeState(
  cluster: Cluster,
  guest: Guest,
  state: RunState,
): void {
  if (guest.state === state) return;
  becomeStale(cluster, guest, publishedState(guest));
  const wasStopped = guest.state === "stopped";
  guest.state = state;
  if (state === "stopped") {
    guest.startedAt = 0;
    guest.pid = 0;
  } else if (wasStopped) {
    guest.startedAt = unixTime();
    guest.pid = cluster.tasks.nextPid(guest.node);
  }
}

export function becomeStale(
  cluster: Cluster,
  guest: Guest,
  shows: RunState | "unknown",
): void {
  const period = cluster.timing.broadcastMs;
  guest.stale = {
    shows,
    until: (Math.floor(Date.now() / period) + 1) * period,
  };
}

/** What pvestatd last told the cluster about a guest. */
export function publishedState(guest: Guest): RunState | "unknown" {
  if (guest.stale !== undefined) {
    if (Date.now() < guest.stale.until) return guest.stale.shows;
    guest.stale = undefined;
  }
  return guest.state;
}

/** Proxmox hashes the file; any change to the configuration changes ours as well. */
export function digestOf(guest: Guest): string {
  const sum = createHash("sha1");
  sum.update(
    JSON.stringify([guest.config, [...guest.pending], guest.snapshots]),
  );
  return sum.digest("hex");
}

export function storageNamed(
  cluster: Cluster,
  name: string,
): Storage | undefined {
  return cluster.storages.find(({ storage }) => storage === name);
}

export const isOnNode = (storage: Storage, node: string) =>
  storage.nodes === undefined || storage.nodes.includes(node);

/** What was there from the start, and what has been put there since. */
export const usedBytes = (storage: Storage, node: string): number =>
  storage.used +
  storage.volumes
    .filter((volume) => storage.shared || volume.node === node)
    .filter(({ content }) => content === "backup")
    .reduce((sum, { size }) => sum + size, 0);
