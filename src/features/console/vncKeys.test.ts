import { expect, test } from "vitest";
import { keyCombinations, keysOf } from "./vncKeys.ts";

test("Ctrl+Alt+Del comes first, as the three keys that it is", () => {
  expect(keyCombinations[0]?.keys.map(({ code }) => code)).toEqual([
    "ControlLeft",
    "AltLeft",
    "Delete",
  ]);
});

test.each([
  ["a", "61"],
  ["A", "ffe1 41"],
  ["1", "31"],
  ["!", "ffe1 21"],
  ["\n", "ff0d"],
  ["€", "10020ac"],
])("%j is typed with Shift where a US keyboard takes it", (character, sent) => {
  expect(
    keysOf(character)
      .map(({ keysym }) => keysym.toString(16))
      .join(" "),
  ).toBe(sent);
});
