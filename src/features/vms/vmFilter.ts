import type { Vm } from "@/lib/types.ts";
import { serverKey } from "@/lib/vmKey.ts";
import { isTemplate, vmState } from "@/lib/vmPower.ts";
import type { GuestSearch } from "./search/understand.ts";

/** The tabs above the guests. Templates stand apart: they are never running, and would swell every other count. */
export const vmStatusFilters = [
  "all",
  "running",
  "stopped",
  "paused",
  "unknown",
  "templates",
] as const;
export type VmStatusFilter = (typeof vmStatusFilters)[number];

export interface VmFilter {
  /** What is searched for; undefined lets everything through. */
  accepts: GuestSearch["accepts"];
  /** Keys of servers; none means all. */
  servers: readonly string[];
  /** Keys of servers that do not answer. */
  stale?: ReadonlySet<string>;
}

const noServers: ReadonlySet<string> = new Set();

/** The guests that the search and the servers let through, of every status: what the tabs count. */
export function matchVms(
  vms: readonly Vm[],
  { accepts, servers, stale = noServers }: VmFilter,
): readonly Vm[] {
  if (!accepts && servers.length === 0) return vms;

  const wanted = new Set(servers);
  return keptWhere(
    vms,
    (vm) =>
      (wanted.size === 0 || wanted.has(serverKey(vm.serverId))) &&
      (!accepts || accepts(vm, isPast(vm, stale))),
  );
}

/** The very list that was given if all of it is kept: what was made of it before holds then. */
function keptWhere(
  vms: readonly Vm[],
  isKept: (vm: Vm) => boolean,
): readonly Vm[] {
  const kept = vms.filter(isKept);
  return kept.length === vms.length ? vms : kept;
}

export interface StatusOptions {
  /** Templates count among "all" only where they are asked for. */
  templatesInAll?: boolean;
  /** Keys of servers that do not answer: of their guests it is known how they were, not how they are. */
  stale?: ReadonlySet<string>;
}

/**
 * What lies under one tab. A guest of a silent server is listed both where it was last seen, so that no list empties because a server
 * falls silent, and under "unknown", where it is counted.
 */
export function withStatus(
  vms: readonly Vm[],
  status: VmStatusFilter,
  { templatesInAll = false, stale = noServers }: StatusOptions = {},
): readonly Vm[] {
  return keptWhere(vms, (vm) => {
    const tab = tabOf(vm);
    if (tab === status) return true;
    if (tab === "templates") return status === "all" && templatesInAll;
    return status === "all" || (status === "unknown" && isPast(vm, stale));
  });
}

/** How many there are of each at present, as far as that is known. */
export function countByStatus(
  vms: readonly Vm[],
  { templatesInAll = false, stale = noServers }: StatusOptions = {},
): Record<VmStatusFilter, number> {
  const counts = {
    all: 0,
    running: 0,
    stopped: 0,
    paused: 0,
    unknown: 0,
    templates: 0,
  };
  for (const vm of vms) {
    const tab = tabOf(vm);
    if (tab === "templates") {
      counts.templates += 1;
      if (templatesInAll) counts.all += 1;
    } else {
      counts[isPast(vm, stale) ? "unknown" : tab] += 1;
      counts.all += 1;
    }
  }
  return counts;
}

function isPast(vm: Vm, stale: ReadonlySet<string>): boolean {
  return stale.size > 0 && stale.has(serverKey(vm.serverId));
}

function tabOf(vm: Vm): Exclude<VmStatusFilter, "all"> {
  if (isTemplate(vm)) return "templates";
  const state = vmState(vm);
  // Hibernated is off, too: the next start wakes it.
  return state === "hibernated" ? "stopped" : state;
}
