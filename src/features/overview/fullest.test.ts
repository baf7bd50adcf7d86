import { expect, test } from "vitest";
import { fullest } from "./fullest.ts";

test("the fullest come first, the present before the past, and whoever does not tell not at all", () => {
  const row = (key: string, used: number | undefined, isPast = false) => ({
    key,
    isPast,
    usage: used === undefined ? undefined : { used, total: 100 },
  });
  const rows = [
    row("low", 10),
    row("past", 99, true),
    row("high", 90),
    row("also", 10),
    row("silent", undefined),
  ];
  expect(
    fullest(rows, ({ usage }) => usage, 4).map((entry) => entry.row.key),
  ).toEqual(["high", "low", "also", "past"]);
  expect(fullest(rows, ({ usage }) => usage, 1)).toHaveLength(1);
});
