import { noTwins, type ClusterTwins } from "@/lib/clusters.ts";
import type { Fleet } from "@/lib/fleet.ts";
import {
  nodeRows,
  storageRows,
  withoutTwins,
  type NodeRow,
  type StorageRow,
  type Usage,
} from "@/lib/inventory.ts";
import type { Vm } from "@/lib/types.ts";
import { isTemplate, vmState } from "@/lib/vmPower.ts";

export interface FleetInventory {
  nodes: readonly NodeRow[];
  storages: readonly StorageRow[];
  guests: readonly GuestRow[];
}

interface GuestRow {
  id: string;
  serverKey: string;
  isPast: boolean;
  vm: Vm;
}

/** What the servers have, each thing once. */
export function inventoryOf(
  fleet: Fleet,
  past: ReadonlySet<string>,
  twins: ClusterTwins = noTwins,
): FleetInventory {
  const { servers } = fleet;
  const isPast = (key: string) => past.has(key);
  return {
    nodes: withoutTwins(
      servers.flatMap((server) => nodeRows(server, isPast(server.key))),
      twins,
    ),
    storages: withoutTwins(
      servers.flatMap((server) => storageRows(server, isPast(server.key))),
      twins,
    ),
    guests: withoutTwins(
      servers.flatMap(({ key, vms }) =>
        vms.map((vm) => ({
          id: vm.id,
          serverKey: key,
          isPast: isPast(key),
          vm,
        })),
      ),
      twins,
    ),
  };
}

/** Templates apart: they never run. Hibernated counts as stopped, as in the list. */
export interface GuestTotals {
  running: number;
  stopped: number;
  paused: number;
  unknown: number;
  templates: number;
}

export interface FleetTotals {
  guests: GuestTotals;
  cpu: Usage | undefined;
  memory: Usage | undefined;
  storage: Usage | undefined;
  /** Nothing answers: the numbers are what was last known, of all servers. */
  isPast: boolean;
  leftOut: LeftOut;
}

/** What the numbers do not hold, because nobody knows it now. */
export interface LeftOut {
  /** Guests of servers that do not answer; they count as unknown. */
  guests: number;
  /** Machines of servers that do not answer. */
  nodes: number;
  offlineNodes: number;
  /** Online, but neither they nor their token tell how busy they are. */
  untoldNodes: number;
  silentStorages: number;
}

/** The fleet in numbers: what is known now, or, where nothing answers, what was last known. */
export function fleetTotals({
  nodes,
  storages,
  guests,
}: FleetInventory): FleetTotals {
  const isPast =
    [...nodes, ...guests].some((row) => row.isPast) &&
    [...nodes, ...guests].every((row) => row.isPast);
  const counts = (row: { isPast: boolean }) => isPast || !row.isPast;
  const known = nodes.filter(counts);
  const knownStorages = storages.filter(counts);
  const knownGuests = guests.filter(counts);
  const guestTotals = countGuests(knownGuests.map(({ vm }) => vm));
  const lostGuests = guests.filter(
    (row) => !counts(row) && !isTemplate(row.vm),
  ).length;

  return {
    guests: {
      ...guestTotals,
      unknown: guestTotals.unknown + lostGuests,
    },
    cpu: sum(known.map(({ cpu }) => cpu)),
    memory: sum(known.map(({ memory }) => memory)),
    storage: sum(knownStorages.map(({ usage }) => usage)),
    isPast,
    leftOut: {
      guests: lostGuests,
      nodes: nodes.length - known.length,
      offlineNodes: known.filter(({ status }) => status !== "online").length,
      untoldNodes: known.filter(
        ({ status, cpu, memory }) =>
          status === "online" && (cpu === undefined || memory === undefined),
      ).length,
      silentStorages: knownStorages.filter(({ usage }) => usage === undefined)
        .length,
    },
  };
}

function countGuests(vms: readonly Vm[]): GuestTotals {
  const totals = {
    running: 0,
    stopped: 0,
    paused: 0,
    unknown: 0,
    templates: 0,
  };
  for (const vm of vms) {
    const state = vmState(vm);
    totals[
      isTemplate(vm) ? "templates" : state === "hibernated" ? "stopped" : state
    ] += 1;
  }
  return totals;
}

function sum(usages: readonly (Usage | undefined)[]): Usage | undefined {
  const told = usages.filter((usage) => usage !== undefined);
  if (told.length === 0) return undefined;
  return told.reduce((a, b) => ({
    used: a.used + b.used,
    total: a.total + b.total,
  }));
}
