import type { Vm } from "@/lib/types.ts";
import { vmKey } from "@/lib/vmKey.ts";

/** Keys of guests. A guest that stands under several tags is one guest. */
export type VmSelection = ReadonlySet<string>;

export const emptySelection: VmSelection = new Set();

export function withGuests(
  selection: VmSelection,
  vms: readonly Vm[],
  isSelected: boolean,
): VmSelection {
  const next = new Set(selection);
  for (const vm of vms) {
    if (isSelected) next.add(vmKey(vm));
    else next.delete(vmKey(vm));
  }
  return next;
}

/** Whoever has vanished is not selected when it comes back. The same set if all are still there. */
export function onlyExisting(
  selection: VmSelection,
  vms: readonly Vm[],
): VmSelection {
  if (selection.size === 0) return selection;
  const left = new Set<string>();
  for (const vm of vms) {
    const key = vmKey(vm);
    if (selection.has(key)) left.add(key);
  }
  return left.size === selection.size ? selection : left;
}

export function selectedAmong(
  selection: VmSelection,
  vms: readonly Vm[],
): readonly Vm[] {
  return selection.size === 0
    ? []
    : vms.filter((vm) => selection.has(vmKey(vm)));
}

/** "some" is neither yes nor no: the dash in a box. */
export function selectionOf(
  selection: VmSelection,
  vms: readonly Vm[],
): "all" | "some" | "none" {
  if (selection.size === 0 || vms.length === 0) return "none";
  let count = 0;
  for (const vm of vms) if (selection.has(vmKey(vm))) count += 1;
  return count === 0 ? "none" : count === vms.length ? "all" : "some";
}
