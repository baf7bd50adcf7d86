import type { Vm } from "@/lib/types.ts";
import { vmKey } from "@/lib/vmKey.ts";
import type { VmGroup } from "./vmGroups.ts";

/** Where each guest and each group's heading stands, in pixels from the top of the list: known without drawing any of them. */
export interface ListLayout {
  sections: readonly Section[];
  columns: number;
  pitch: number;
  height: number;
  /** Of headings and guests that are there to be seen. */
  entryCount: number;
}

export interface ListShape {
  /** How many guests stand in a row. */
  columns: number;
  rowHeight: number;
  gap: number;
  headingHeight: number;
}

interface Section {
  /** Undefined for a list without groups. */
  group: VmGroup | undefined;
  isCollapsed: boolean;
  /** Those that show: none, if it is collapsed. */
  vms: readonly Vm[];
  firstIndex: number;
  top: number;
  /** Where its guests begin. */
  rowsTop: number;
  bottom: number;
}

export interface ListEntry {
  /** The same for as long as it is the same thing in the same group. */
  key: string;
  index: number;
  top: number;
  column: number;
  group: VmGroup | undefined;
  isCollapsed: boolean;
  /** Undefined for a heading. */
  vm: Vm | undefined;
}

export function layOut(
  vms: readonly Vm[],
  groups: readonly VmGroup[] | undefined,
  collapsed: ReadonlySet<string>,
  { columns, rowHeight, gap, headingHeight }: ListShape,
): ListLayout {
  const pitch = rowHeight + gap;
  const sections: Section[] = [];
  let top = 0;
  let index = 0;

  function add(group: VmGroup | undefined, members: readonly Vm[]) {
    const isCollapsed = group !== undefined && collapsed.has(group.key);
    const shown = isCollapsed ? [] : members;
    const rowsTop = group ? top + headingHeight + gap : top;
    const bottom = rowsTop + Math.ceil(shown.length / columns) * pitch;
    sections.push({
      group,
      isCollapsed,
      vms: shown,
      firstIndex: index,
      top,
      rowsTop,
      bottom,
    });
    top = bottom;
    index += shown.length + (group ? 1 : 0);
  }

  if (groups) for (const group of groups) add(group, group.vms);
  else add(undefined, vms);
  return {
    sections,
    columns,
    pitch,
    height: Math.max(0, top - gap),
    entryCount: index,
  };
}

/** What stands between two heights, cut edges included. */
export function entriesBetween(
  { sections, columns, pitch }: ListLayout,
  from: number,
  to: number,
): ListEntry[] {
  const entries: ListEntry[] = [];
  const first = firstWhere(sections, ({ bottom }) => bottom > from);
  for (const section of sections.slice(first)) {
    if (section.top >= to) break;
    if (section.group && section.rowsTop > from) entries.push(heading(section));
    const firstRow = Math.max(0, Math.floor((from - section.rowsTop) / pitch));
    const lastRow = Math.ceil((to - section.rowsTop) / pitch);
    const end = Math.min(section.vms.length, lastRow * columns);
    for (let place = firstRow * columns; place < end; place += 1) {
      entries.push(guest(section, place, columns, pitch));
    }
  }
  return entries;
}

export function entryAt(
  { sections, columns, pitch, entryCount }: ListLayout,
  index: number,
): ListEntry | undefined {
  if (index < 0 || index >= entryCount) return undefined;
  const after = firstWhere(sections, ({ firstIndex }) => firstIndex > index);
  const section = sections[after - 1];
  if (!section) return undefined;
  const place = index - section.firstIndex - (section.group ? 1 : 0);
  return place < 0 ? heading(section) : guest(section, place, columns, pitch);
}

/** Where an entry stands now that has stood at `index`; what is gone is replaced by what took its place. */
export function findEntry(
  layout: ListLayout,
  key: string,
  index: number,
): ListEntry | undefined {
  const here = entryAt(layout, Math.min(index, layout.entryCount - 1));
  if (here?.key === key) return here;
  for (const section of layout.sections) {
    if (section.group && keyOf(section.group, undefined) === key) {
      return heading(section);
    }
    const place = section.vms.findIndex(
      (vm) => keyOf(section.group, vm) === key,
    );
    if (place !== -1) {
      return guest(section, place, layout.columns, layout.pitch);
    }
  }
  return here;
}

export type Direction = "up" | "down" | "left" | "right";

/** The next entry in a direction, as it looks: a heading is as wide as the list. */
export function neighbour(
  layout: ListLayout,
  index: number,
  direction: Direction,
): number {
  if (direction === "left") return Math.max(0, index - 1);
  if (direction === "right") return Math.min(layout.entryCount - 1, index + 1);

  const from = entryAt(layout, index);
  if (!from) return index;
  const isDown = direction === "down";
  if (from.vm) {
    const section = layout.sections.find(
      ({ firstIndex, vms, group }) =>
        index < firstIndex + vms.length + (group ? 1 : 0),
    );
    if (!section) return index;
    const firstGuest = section.firstIndex + (section.group ? 1 : 0);
    const last = firstGuest + section.vms.length - 1;
    const step = isDown ? index + layout.columns : index - layout.columns;
    if (step >= firstGuest && step <= last) return step;
    // A row below that is not full is reached at its end.
    const lastRowStart = last - ((last - firstGuest) % layout.columns);
    if (isDown && index < lastRowStart) return last;
    const beyond = isDown ? last + 1 : firstGuest - 1;
    return beyond < 0 || beyond >= layout.entryCount ? index : beyond;
  }
  const beyond = isDown ? index + 1 : index - 1;
  return beyond < 0 || beyond >= layout.entryCount ? index : beyond;
}

function heading({ group, isCollapsed, firstIndex, top }: Section): ListEntry {
  return {
    key: keyOf(group, undefined),
    index: firstIndex,
    top,
    column: 0,
    group,
    isCollapsed,
    vm: undefined,
  };
}

function guest(
  { group, vms, firstIndex, rowsTop }: Section,
  place: number,
  columns: number,
  pitch: number,
): ListEntry {
  const vm = vms[place];
  return {
    key: keyOf(group, vm),
    index: firstIndex + (group ? 1 : 0) + place,
    top: rowsTop + Math.floor(place / columns) * pitch,
    column: place % columns,
    group,
    isCollapsed: false,
    vm,
  };
}

function keyOf(group: VmGroup | undefined, vm: Vm | undefined): string {
  return `${group?.key ?? ""}\0${vm ? vmKey(vm) : ""}`;
}

/** The place of the first that fulfils what none before and all after it does. */
function firstWhere<Item>(
  items: readonly Item[],
  isTrue: (item: Item) => boolean,
): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && isTrue(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}
