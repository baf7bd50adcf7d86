import { expect, test } from "vitest";
import { readRecent, remember } from "./recentChoices.ts";

test("the newest comes first, nothing twice, and not for ever", () => {
  for (const key of ["a", "b", "c", "d", "e", "f", "b", "g"]) {
    remember("ana", key);
  }
  expect(readRecent("ana")).toEqual(["g", "b", "f", "e", "d", "c"]);
});

test("each person has their own", () => {
  remember("ana", "a");
  expect(readRecent("bob")).toEqual([]);
});

test.each(["{", "null", '{"a":1}', "[1, null]"])(
  "%s in the storage is nothing to remember",
  (stored) => {
    localStorage.setItem("muster-palette-ana", stored);
    expect(readRecent("ana")).toEqual([]);
    remember("ana", "a");
    expect(readRecent("ana")).toEqual(["a"]);
  },
);
