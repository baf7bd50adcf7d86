import type { Vm } from "@/lib/types.ts";
import { serverKey } from "@/lib/vmKey.ts";
import { isTemplate, vmState } from "@/lib/vmPower.ts";
import { compileQuery } from "./search/compileQuery.ts";
import { isEmptyQuery, type Query } from "./search/query.ts";

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
  query: Query;
  /** Keys of servers; none means all. */
  servers: readonly string[];
}

/** The guests that the search and the servers let through, of every status: what the tabs count. */
export function matchVms(
  vms: readonly Vm[],
  { query, servers }: VmFilter,
): readonly Vm[] {
  if (isEmptyQuery(query) && servers.length === 0) return vms;

  const accepts = compileQuery(query);
  const wanted = new Set(servers);
  return vms.filter(
    (vm) =>
      (wanted.size === 0 || wanted.has(serverKey(vm.serverId))) && accepts(vm),
  );
}

/** What lies under one tab; templates under "all" only where they are asked for. */
export function withStatus(
  vms: readonly Vm[],
  status: VmStatusFilter,
  templatesInAll = false,
): readonly Vm[] {
  return vms.filter((vm) => {
    const tab = tabOf(vm);
    return status === "all"
      ? tab !== "templates" || templatesInAll
      : tab === status;
  });
}

export function countByStatus(
  vms: readonly Vm[],
  templatesInAll = false,
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
    counts[tab] += 1;
    if (tab !== "templates" || templatesInAll) counts.all += 1;
  }
  return counts;
}

function tabOf(vm: Vm): Exclude<VmStatusFilter, "all"> {
  if (isTemplate(vm)) return "templates";
  const state = vmState(vm);
  // Hibernated is off, too: the next start wakes it.
  return state === "hibernated" ? "stopped" : state;
}
