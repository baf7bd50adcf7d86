import {
  coresOf,
  cpuAt,
  diskSizeOf,
  memoryOf,
  memoryShare,
  nodeUsageAt,
  ratesAt,
} from "./life.ts";
import { fraction } from "./random.ts";
import {
  unixTime,
  usedBytes,
  type Cluster,
  type ClusterNode,
  type Guest,
  type Storage,
} from "./state.ts";

export type Timeframe = "hour" | "day" | "week" | "month" | "year";

const steps: Record<Timeframe, number> = {
  hour: 60,
  day: 1800,
  week: 10_800,
  month: 43_200,
  year: 604_800,
};
const points = 70;

type Point = Record<string, number>;

/** Seventy points up to the last whole step; where nothing was recorded, a point has its time alone. */
function series(
  timeframe: Timeframe,
  seed: number,
  recordedSince: number,
  at: (time: number, step: number) => Point,
): Point[] {
  const step = steps[timeframe];
  const last = Math.floor(unixTime() / step) * step;
  return Array.from({ length: points }, (_, index) => {
    const time = last - (points - 1 - index) * step;
    return time < recordedSince || isGap(seed, time, step)
      ? { time }
      : { time, ...at(time, step) };
  });
}

/** Now and then pvestatd missed a while: a node was restarted, or too busy. */
const isGap = (seed: number, time: number, step: number) =>
  fraction(seed + 77, Math.floor(time / (step * 4))) < 0.012;

/** While a guest was stopped only its sizes were recorded. */
export function guestSeries(guest: Guest, timeframe: Timeframe): Point[] {
  const maxmem = memoryOf(guest);
  const maxdisk = diskSizeOf(guest);
  const { appetite } = guest;
  return series(timeframe, appetite.seed, guest.createdAt, (time, step) => {
    const sizes = { maxcpu: coresOf(guest), maxmem, maxdisk, disk: 0 };
    if (guest.startedAt === 0 || time < guest.startedAt) return sizes;
    return {
      ...sizes,
      disk: guest.type === "lxc" ? maxdisk * appetite.disk : 0,
      cpu: cpuAt(appetite, time),
      mem: maxmem * memoryShare(appetite, time),
      ...ratesAt(appetite, time, step),
    };
  });
}

export function nodeSeries(
  cluster: Cluster,
  node: ClusterNode,
  timeframe: Timeframe,
): Point[] {
  const guests = [...cluster.guests.values()].filter(
    (guest) => guest.node === node.name && guest.state !== "stopped",
  );
  return series(timeframe, node.seed, cluster.installedAt, (time, step) => {
    const { cpu, mem, disk } = nodeUsageAt(node, guests, time);
    const rates = guests.map(({ appetite }) => ratesAt(appetite, time, step));
    return {
      cpu,
      iowait: cpu * 0.04,
      loadavg: cpu * node.cores,
      maxcpu: node.cores,
      memtotal: node.memory,
      memused: mem,
      swaptotal: node.swap,
      swapused: 0,
      roottotal: node.rootDisk,
      rootused: disk,
      netin: rates.reduce((sum, { netin }) => sum + netin, 0),
      netout: rates.reduce((sum, { netout }) => sum + netout, 0),
    };
  });
}

export function storageSeries(
  cluster: Cluster,
  storage: Storage,
  node: string,
  timeframe: Timeframe,
): Point[] {
  const now = unixTime();
  const used = usedBytes(storage, node);
  // It has filled up slowly to where it stands.
  const perSecond = (used * 0.3) / Math.max(1, now - cluster.installedAt);
  return series(timeframe, cluster.seed, cluster.installedAt, (time) => ({
    total: storage.size,
    used: used - perSecond * (now - time),
  }));
}
