import type { Vm } from "@/lib/types.ts";
import { serverKey } from "@/lib/vmKey.ts";
import { isTemplate, vmState } from "./vmPower.ts";

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
  text: string;
  /** Keys of servers; none means all. */
  servers: readonly string[];
  status: VmStatusFilter;
}

/** The guests that the text and the servers let through, of every status: what the tabs count. */
export function matchVms(
  vms: readonly Vm[],
  { text, servers }: Pick<VmFilter, "text" | "servers">,
): readonly Vm[] {
  const terms = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (terms.length === 0 && servers.length === 0) return vms;

  const wanted = new Set(servers);
  return vms.filter((vm) => {
    if (wanted.size > 0 && !wanted.has(serverKey(vm.serverId))) return false;
    const searchable = searchableText(vm);
    return terms.every((term) => searchable.includes(term));
  });
}

/** What lies under one tab. */
export function withStatus(
  vms: readonly Vm[],
  status: VmStatusFilter,
): readonly Vm[] {
  return vms.filter((vm) => matchesStatus(vm, status));
}

export function countByStatus(
  vms: readonly Vm[],
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
    if (tab !== "templates") counts.all += 1;
  }
  return counts;
}

function matchesStatus(vm: Vm, status: VmStatusFilter): boolean {
  const tab = tabOf(vm);
  return status === "all" ? tab !== "templates" : tab === status;
}

function tabOf(vm: Vm): Exclude<VmStatusFilter, "all"> {
  if (isTemplate(vm)) return "templates";
  const state = vmState(vm);
  // Hibernated is off, too: the next start wakes it.
  return state === "hibernated" ? "stopped" : state;
}

/** Rows that did not change keep their identity between refreshes, so this is built once a row and not once a key. */
const searchableTexts = new WeakMap<Vm, string>();

function searchableText(vm: Vm): string {
  let text = searchableTexts.get(vm);
  if (text === undefined) {
    const { name = "", vmid, node, serverName, tags = "" } = vm;
    text = `${name}\n${vmid}\n${node}\n${serverName}\n${tags}`.toLowerCase();
    searchableTexts.set(vm, text);
  }
  return text;
}
