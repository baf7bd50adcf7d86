import { expect, test } from "vitest";
import { keyCombinations, keysOfText } from "./vncKeys.ts";

test("Ctrl+Alt+Del comes first, as the three keys that it is", () => {
  expect(keyCombinations[0]?.keys.map(({ code }) => code)).toEqual([
    "ControlLeft",
    "AltLeft",
    "Delete",
  ]);
});

test("a text is typed key by key, with Shift where a US keyboard takes it", () => {
  expect(
    keysOfText("aA1!\r\n€").map(({ key, isShifted }) => [
      key.keysym.toString(16),
      isShifted,
    ]),
  ).toEqual([
    ["61", false],
    ["41", true],
    ["31", false],
    ["21", true],
    ["ff0d", false],
    ["10020ac", false],
  ]);
});
