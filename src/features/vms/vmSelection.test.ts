import { expect, test } from "vitest";
import { sampleVm } from "@/test/samples.ts";
import {
  emptySelection,
  onlyExisting,
  selectedAmong,
  selectionOf,
  withGuests,
} from "./vmSelection.ts";

const web = sampleVm({ vmid: 101 });
const database = sampleVm({ vmid: 102 });
const twin = sampleVm({ vmid: 101, type: "lxc" });
const all = [web, database, twin];

test("a guest is known by server, type and number", () => {
  const selection = withGuests(emptySelection, [web], true);
  expect(selectedAmong(selection, all)).toEqual([web]);
  expect(selectedAmong(withGuests(selection, [web], false), all)).toEqual([]);
});

test("newer data of a guest keep it selected", () => {
  const selection = withGuests(emptySelection, [web], true);
  const newer = sampleVm({ vmid: 101, cpu: 0.9, node: "pve2" });
  expect(onlyExisting(selection, [newer])).toBe(selection);
  expect(selectedAmong(selection, [newer])).toEqual([newer]);
});

test("a guest that has vanished is not selected when it comes back", () => {
  const selection = withGuests(emptySelection, all, true);
  const left = onlyExisting(selection, [database]);
  expect(selectedAmong(left, all)).toEqual([database]);
});

test("a group is selected wholly, partly or not", () => {
  const selection = withGuests(emptySelection, [web], true);
  expect(selectionOf(selection, [web])).toBe("all");
  expect(selectionOf(selection, all)).toBe("some");
  expect(selectionOf(selection, [twin])).toBe("none");
  expect(selectionOf(selection, [])).toBe("none");
});
