import { useRef } from "react";
import { useLatest } from "@/hooks/useLatest.ts";
import type { Vm } from "@/lib/types.ts";
import { entryAt, findEntry, type ListLayout } from "./listLayout.ts";
import { selectionOf, type VmSelection } from "./vmSelection.ts";

interface EntryToggleOptions {
  layout: ListLayout;
  selection: VmSelection;
  onSelect: (vms: readonly Vm[], isSelected: boolean) => void;
}

/** Selects an entry, a guest or a whole group; or a range, from the entry that was toggled last. */
export function useEntryToggle({
  layout,
  selection,
  onSelect,
}: EntryToggleOptions) {
  const anchor = useRef<{ key: string; index: number }>(undefined);

  return useLatest((index: number, isRange: boolean, origin?: number) => {
    const entry = entryAt(layout, index);
    if (!entry) return;
    const from = anchor.current
      ? findEntry(layout, anchor.current.key, anchor.current.index)?.index
      : origin;
    if (isRange && from !== undefined) {
      onSelect(guestsBetween(layout, from, index), true);
      anchor.current ??= entryAt(layout, from);
      return;
    }
    const members = guestsOf(layout, index);
    onSelect(members, selectionOf(selection, members) !== "all");
    anchor.current = entry;
  });
}

function guestsBetween(layout: ListLayout, a: number, b: number): Vm[] {
  const vms: Vm[] = [];
  for (let index = Math.min(a, b); index <= Math.max(a, b); index += 1) {
    const vm = entryAt(layout, index)?.vm;
    if (vm) vms.push(vm);
  }
  return vms;
}

function guestsOf(layout: ListLayout, index: number): readonly Vm[] {
  const entry = entryAt(layout, index);
  if (!entry) return [];
  return entry.vm ? [entry.vm] : (entry.group?.vms ?? []);
}
