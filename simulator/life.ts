import { fraction } from "./random.ts";
import type { Appetite, ClusterNode, Guest } from "./state.ts";

/*
 * Load is a function of a seed and the time, never of what was asked before: the same seed tells the same story, history (RRD) agrees
 * with the present, and ten thousand guests cost nothing while nobody looks.
 */

export interface Usage {
  cpu: number;
  mem: number;
  disk: number;
  netin: number;
  netout: number;
  diskread: number;
  diskwrite: number;
}

const daySeconds = 86_400;

/** A guest's load at a time, from 0 to 1: the working day, slow drifts, and short bursts. */
export function activity(seed: number, time: number): number {
  const phase = fraction(seed, 1) * 0.2;
  const day = 0.5 - 0.5 * Math.cos(2 * Math.PI * (time / daySeconds - phase));
  const drift = noise(seed, time / 900);
  const bursts = noise(seed + 7, time / 40) ** 4;
  return Math.min(1, 0.25 * day + 0.45 * drift + 0.4 * bursts);
}

/** What a running guest uses now. Counters count since its start, as Proxmox's do. */
export function usageAt(guest: Guest, time: number): Usage {
  const { appetite, startedAt } = guest;
  const maxmem = memoryOf(guest);
  return {
    cpu: round(cpuAt(appetite, time)),
    mem: Math.floor(maxmem * memoryShare(appetite, time)),
    disk:
      guest.type === "lxc" ? Math.floor(diskSizeOf(guest) * appetite.disk) : 0,
    netin: counter(appetite.seed + 11, appetite.network, startedAt, time),
    netout: counter(
      appetite.seed + 12,
      appetite.network * 0.7,
      startedAt,
      time,
    ),
    diskread: counter(appetite.seed + 13, appetite.io * 0.6, startedAt, time),
    diskwrite: counter(appetite.seed + 14, appetite.io, startedAt, time),
  };
}

export const cpuAt = (appetite: Appetite, time: number) =>
  0.002 + appetite.cpu * activity(appetite.seed, time);

export const memoryShare = (appetite: Appetite, time: number) =>
  Math.min(
    0.98,
    appetite.memory * (0.85 + 0.3 * noise(appetite.seed + 3, time / 1800)),
  );

/** Bytes per second, averaged over `span` seconds up to `time`. */
export function ratesAt(appetite: Appetite, time: number, span: number) {
  const rate = (salt: number, mean: number) =>
    (counter(appetite.seed + salt, mean, 0, time) -
      counter(appetite.seed + salt, mean, 0, time - span)) /
    span;
  return {
    netin: rate(11, appetite.network),
    netout: rate(12, appetite.network * 0.7),
    diskread: rate(13, appetite.io * 0.6),
    diskwrite: rate(14, appetite.io),
  };
}

export interface NodeUsage {
  cpu: number;
  mem: number;
  disk: number;
}

/** A node carries its own weight and its running guests'. */
export function nodeUsageAt(
  node: ClusterNode,
  guests: Iterable<Guest>,
  time: number,
): NodeUsage {
  let busyCores = node.cores * 0.02 * (0.5 + activity(node.seed, time));
  let mem = node.memory * 0.06;
  for (const guest of guests) {
    if (guest.node !== node.name || guest.state === "stopped") continue;
    busyCores += cpuAt(guest.appetite, time) * coresOf(guest);
    mem += memoryOf(guest) * memoryShare(guest.appetite, time);
  }
  return {
    cpu: round(Math.min(0.99, busyCores / node.cores)),
    mem: Math.floor(Math.min(node.memory * 0.97, mem)),
    disk: Math.floor(node.rootDisk * (0.12 + 0.3 * fraction(node.seed, 5))),
  };
}

export const coresOf = (guest: Guest): number =>
  Number(guest.config.cores ?? (guest.type === "qemu" ? 1 : 2)) *
  Number(guest.config.sockets ?? 1);

export const memoryOf = (guest: Guest): number =>
  Number(guest.config.memory ?? 512) * 1_048_576;

export const swapOf = (guest: Guest): number =>
  Number(guest.config.swap ?? 512) * 1_048_576;

const drives = /^(?:scsi|virtio|sata|ide)\d+$/;

/** The boot disk's size for a VM, the root file system's for a container. */
export function diskSizeOf(guest: Guest): number {
  if (guest.type === "lxc") return volumeSize(guest.config.rootfs);
  const order =
    /order=([^,]+)/.exec(String(guest.config.boot ?? ""))?.[1]?.split(";") ??
    [];
  const boot = order.find(
    (key) => drives.test(key) && isDisk(guest.config[key]),
  );
  const first =
    boot ??
    Object.keys(guest.config).find(
      (key) => drives.test(key) && isDisk(guest.config[key]),
    );
  return first === undefined ? 0 : volumeSize(guest.config[first]);
}

export const isDisk = (value: string | number | undefined): value is string =>
  typeof value === "string" && !value.includes("media=cdrom");

const units: Record<string, number> = {
  K: 2 ** 10,
  M: 2 ** 20,
  G: 2 ** 30,
  T: 2 ** 40,
};

export function volumeSize(value: string | number | undefined): number {
  const [, digits, unit] =
    /(?:^|,)size=(\d+(?:\.\d+)?)([KMGT]?)/.exec(String(value ?? "")) ?? [];
  return digits === undefined
    ? 0
    : Math.floor(Number(digits) * (units[unit ?? ""] ?? 1));
}

/** The integral of a rate that swings around its mean, so that a counter never runs backwards. */
function counter(seed: number, mean: number, from: number, to: number): number {
  if (to <= from) return 0;
  let total = mean * (to - from);
  for (const [index, period] of [37, 613, daySeconds].entries()) {
    const pulse = (2 * Math.PI) / period;
    const phase = fraction(seed, index) * 2 * Math.PI;
    total +=
      ((0.3 * mean) / pulse) *
      (Math.cos(pulse * from + phase) - Math.cos(pulse * to + phase));
  }
  return Math.floor(total);
}

/** Smooth value noise from 0 to 1 with a knot at every integer. */
function noise(seed: number, position: number): number {
  const knot = Math.floor(position);
  const way = position - knot;
  const eased = way * way * (3 - 2 * way);
  return fraction(seed, knot) * (1 - eased) + fraction(seed, knot + 1) * eased;
}

const round = (value: number) => Number(value.toPrecision(15));
