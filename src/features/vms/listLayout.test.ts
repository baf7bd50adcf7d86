import { describe, expect, test } from "vitest";
import { sampleVm } from "@/test/samples.ts";
import {
  entriesBetween,
  entryAt,
  findEntry,
  layOut,
  neighbour,
  type ListEntry,
} from "./listLayout.ts";
import type { VmGroup } from "./vmGroups.ts";

const vms = Array.from({ length: 12 }, (_, index) =>
  sampleVm({ vmid: 100 + index }),
);
const rows = { columns: 1, rowHeight: 30, gap: 0, headingHeight: 40 };
const cards = { columns: 3, rowHeight: 90, gap: 10, headingHeight: 30 };
const noneCollapsed: ReadonlySet<string> = new Set();

function group(key: string, from: number, to: number): VmGroup {
  return { key, label: key, detail: undefined, vms: vms.slice(from, to) };
}

/** "a": a heading; "a101": a guest under it. */
function nameOf({ group: under, vm }: ListEntry) {
  return `${under?.key ?? ""}${vm?.vmid ?? ""}`;
}

describe("without groups", () => {
  const layout = layOut(vms, undefined, noneCollapsed, rows);

  test("every guest has its place", () => {
    expect(layout).toMatchObject({ height: 360, entryCount: 12 });
    expect(entryAt(layout, 5)).toMatchObject({ top: 150, vm: vms[5] });
    expect(entryAt(layout, 12)).toBeUndefined();
    expect(entryAt(layout, -1)).toBeUndefined();
  });

  test("what is cut by an edge is in sight", () => {
    const indexes = entriesBetween(layout, 45, 100).map(({ index }) => index);
    expect(indexes).toEqual([1, 2, 3]);
  });

  test("below the end and in an empty list there is nothing", () => {
    expect(entriesBetween(layout, 5000, 6000)).toEqual([]);
    const empty = layOut([], undefined, noneCollapsed, rows);
    expect(entriesBetween(empty, 0, 900)).toEqual([]);
    expect(empty.height).toBe(0);
    expect(findEntry(empty, "gone", 3)).toBeUndefined();
  });

  test("cards fill rows", () => {
    const grid = layOut(vms.slice(0, 5), undefined, noneCollapsed, cards);
    expect(grid.height).toBe(190);
    expect(entryAt(grid, 4)).toMatchObject({ top: 100, column: 1 });
  });
});

describe("in groups", () => {
  const groups = [group("a", 0, 4), group("b", 2, 5)];
  const layout = layOut(vms, groups, noneCollapsed, rows);

  test("headings stand in the flow, and a guest of two groups twice", () => {
    const entries = entriesBetween(layout, 0, 1000);
    expect(entries.map(nameOf)).toEqual([
      "a",
      "a100",
      "a101",
      "a102",
      "a103",
      "b",
      "b102",
      "b103",
      "b104",
    ]);
    expect(new Set(entries.map(({ key }) => key)).size).toBe(9);
    expect(entries.map(({ index }) => index)).toEqual([...entries.keys()]);
    expect(entries[5]).toMatchObject({ top: 160, vm: undefined });
    expect(layout.height).toBe(40 + 120 + 40 + 90);
  });

  test("every place is found by its number", () => {
    const entries = entriesBetween(layout, 0, 1000);
    for (const entry of entries) {
      expect(entryAt(layout, entry.index)).toEqual(entry);
    }
  });

  test("of a collapsed group the heading stays", () => {
    const folded = layOut(vms, groups, new Set(["a"]), rows);
    expect(entriesBetween(folded, 0, 1000).map(nameOf)).toEqual([
      "a",
      "b",
      "b102",
      "b103",
      "b104",
    ]);
    expect(entryAt(folded, 0)?.isCollapsed).toBe(true);
  });

  test("in the middle of the list only what is there is taken", () => {
    expect(entriesBetween(layout, 125, 205).map(nameOf)).toEqual([
      "a102",
      "a103",
      "b",
      "b102",
    ]);
  });
});

describe("where the keyboard is", () => {
  const layout = layOut(vms, undefined, noneCollapsed, rows);

  test("follows its guest to another place", () => {
    const before = entryAt(layout, 2);
    const turned = layOut([...vms].reverse(), undefined, noneCollapsed, rows);
    expect(findEntry(turned, before?.key ?? "", 2)?.index).toBe(9);
  });

  test("stays where it was if its guest is gone", () => {
    const before = entryAt(layout, 11);
    const shorter = layOut(vms.slice(0, 3), undefined, noneCollapsed, rows);
    expect(findEntry(shorter, before?.key ?? "", 11)?.index).toBe(2);
  });
});

describe("neighbours", () => {
  const groups = [group("a", 0, 5), group("b", 5, 7)];
  //     0
  // 1   2   3
  // 4   5
  //     6
  // 7   8
  const layout = layOut(vms, groups, noneCollapsed, cards);

  test.each([
    [0, "down", 1],
    [2, "down", 5],
    [3, "down", 5],
    [5, "down", 6],
    [6, "down", 7],
    [8, "down", 8],
    [8, "up", 6],
    [6, "up", 5],
    [5, "up", 2],
    [1, "up", 0],
    [0, "up", 0],
    [3, "right", 4],
    [4, "left", 3],
    [0, "left", 0],
    [8, "right", 8],
  ] as const)("from %i %s to %i", (from, direction, to) => {
    expect(neighbour(layout, from, direction)).toBe(to);
  });
});
