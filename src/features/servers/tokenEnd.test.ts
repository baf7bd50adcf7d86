import { expect, test } from "vitest";
import { endLabel, nearTokenEnd } from "./tokenEnd.ts";

const now = Date.parse("2026-11-23T12:00:00Z");
const inDays = (days: number) =>
  new Date(now + days * 86_400_000).toISOString();

test("a token that ends within two weeks is said; one that ends later, or never, is not", () => {
  expect(nearTokenEnd(null, now)).toBeUndefined();
  expect(nearTokenEnd(inDays(15), now)).toBeUndefined();
  expect(nearTokenEnd(inDays(14), now)).toMatchObject({ isPast: false });
  expect(nearTokenEnd(inDays(-1), now)).toMatchObject({ isPast: true });
});

test.each([
  [5.5, ", in 5 days"],
  [1.2, ", in a day"],
  [0.5, ", within a day"],
])("%s days before it ends, that is said", (days, words) => {
  expect(endLabel(inDays(days), now).endsWith(words)).toBe(true);
});

test("what is over has a date, and nothing to come", () => {
  expect(endLabel(inDays(-3), now)).not.toMatch(/ in |within/);
});
