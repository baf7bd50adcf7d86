import type { Vm } from "@/lib/types.ts";
import { isTemplate } from "@/lib/vmPower.ts";
import { vmTags } from "@/lib/vmTags.ts";

export const listedFields = ["tag", "server", "node", "pool"] as const;
export type ListedField = (typeof listedFields)[number];

/** What exists in the fleet, each with the number of its guests, as the list counts them: templates stand apart. The most frequent first. */
export type FleetValues = Record<ListedField, readonly [string, number][]>;

const valuesOf: Record<ListedField, (vm: Vm) => readonly string[]> = {
  tag: vmTags,
  server: (vm) => [vm.serverName],
  node: (vm) => [vm.node],
  pool: (vm) => (vm.pool ? [vm.pool] : []),
};

/** The list of all guests is the same array until one of them changes, and is counted once. */
const known = new WeakMap<readonly Vm[], FleetValues>();

export function fleetValues(vms: readonly Vm[]): FleetValues {
  let values = known.get(vms);
  if (!values) {
    values = {
      tag: countValues(vms, valuesOf.tag),
      server: countValues(vms, valuesOf.server),
      node: countValues(vms, valuesOf.node),
      pool: countValues(vms, valuesOf.pool),
    };
    known.set(vms, values);
  }
  return values;
}

/** A search does not know large letters from small ones, and so "Prod" and "prod" are one value. */
function countValues(
  vms: readonly Vm[],
  valuesOfVm: (vm: Vm) => readonly string[],
): [string, number][] {
  const counts = new Map<string, number>();
  const spellings = new Map<string, string>();
  for (const vm of vms) {
    for (const value of valuesOfVm(vm)) {
      const key = value.toLowerCase();
      counts.set(key, (counts.get(key) ?? 0) + (isTemplate(vm) ? 0 : 1));
      if (!spellings.has(key)) spellings.set(key, value);
    }
  }
  return [...counts]
    .map(([key, count]): [string, number] => [spellings.get(key) ?? key, count])
    .sort(([a, aCount], [b, bCount]) => bCount - aCount || (a < b ? -1 : 1));
}
