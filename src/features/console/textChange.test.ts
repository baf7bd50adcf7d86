import { expect, test } from "vitest";
import { textChange } from "./textChange.ts";

test.each([
  ["__", "__a", 0, "a"],
  ["__", "_", 1, ""],
  ["__he", "__hel", 0, "l"],
  // A word that the keyboard corrects, and one that it completes.
  ["__teh", "__the ", 2, "he "],
  ["__hel", "__hello ", 0, "lo "],
  ["__", "__\n", 0, "\n"],
  ["__a😀", "__a", 1, ""],
  ["__", "__", 0, ""],
])("from %j to %j", (before, after, erased, added) => {
  expect(textChange(before, after)).toEqual({ erased, added });
});
