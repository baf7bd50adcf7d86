import { useMemo, useState } from "react";
import { useGridWindow } from "@/hooks/useGridWindow.ts";
import type { Vm } from "@/lib/types.ts";
import {
  entriesBetween,
  findEntry,
  layOut,
  type ListEntry,
} from "./listLayout.ts";
import type { VmGroup } from "./vmGroups.ts";

export interface ListShape {
  minColumnWidth: number;
  rowHeight: number;
  gap: number;
  headingHeight: number;
}

interface ListEntriesOptions {
  vms: readonly Vm[];
  groups: readonly VmGroup[] | undefined;
  collapsed: ReadonlySet<string>;
  /** Always the same object. */
  shape: ListShape;
}

/** What of a list is drawn: what is in sight, and the entry that the keyboard is at, wherever that has been scrolled to. */
export function useListEntries({
  vms,
  groups,
  collapsed,
  shape,
}: ListEntriesOptions) {
  const { ref, columns, firstRow, lastRow } = useGridWindow(shape);
  const [active, setActive] = useState<Pick<ListEntry, "key" | "index">>();

  const layout = useMemo(
    () => layOut(vms, groups, collapsed, { ...shape, columns }),
    [vms, groups, collapsed, shape, columns],
  );
  const activeEntry = useMemo(
    () => active && findEntry(layout, active.key, active.index),
    [layout, active],
  );

  const { pitch, height } = layout;
  const seenHeight = (lastRow - firstRow) * pitch;
  // The window may stand below the end of a list that has just become shorter.
  const from = Math.max(0, Math.min(firstRow * pitch, height - seenHeight));
  const entries = entriesBetween(layout, from, lastRow * pitch);
  // Where the Tab key enters the list.
  const entrance = activeEntry?.index ?? entries[0]?.index;
  if (
    activeEntry &&
    !entries.some(({ index }) => index === activeEntry.index)
  ) {
    entries.push(activeEntry);
  }

  return { ref, layout, entries, entrance, setActive };
}
