import { expect, test } from "vitest";
import { searchRows, sortRows } from "./arrangeRows.ts";

const rows = [
  { name: "pve10", cpu: 0.2 },
  { name: "pve2", cpu: undefined },
  { name: "PVE1", cpu: 0.9 },
];
const names = (sorted: readonly { name: string }[]) =>
  sorted.map(({ name }) => name);

test("names are sorted as people count, in both directions", () => {
  const column = { id: "name", value: (row: { name: string }) => row.name };
  expect(names(sortRows(rows, column, false))).toEqual([
    "PVE1",
    "pve2",
    "pve10",
  ]);
  expect(names(sortRows(rows, column, true))).toEqual([
    "pve10",
    "pve2",
    "PVE1",
  ]);
});

test("what is not told comes last, in both directions", () => {
  const column = {
    id: "cpu",
    value: (row: { cpu: number | undefined }) => row.cpu,
  };
  expect(names(sortRows(rows, column, false))).toEqual([
    "pve10",
    "PVE1",
    "pve2",
  ]);
  expect(names(sortRows(rows, column, true))).toEqual([
    "PVE1",
    "pve10",
    "pve2",
  ]);
});

test("every word of the search has to be somewhere in the row", () => {
  const textOf = (row: { name: string; cpu: number | undefined }) =>
    `${row.name} ${row.cpu === undefined ? "offline" : "online"}`;
  expect(names(searchRows(rows, " pve  OFF", textOf))).toEqual(["pve2"]);
  expect(searchRows(rows, "  ", textOf)).toBe(rows);
});
