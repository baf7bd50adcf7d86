import { describe, expect, it } from "vitest";
import { periodChoices, periodStart } from "./periods.ts";

const now = Date.parse("2026-11-23T12:34:56.789Z");

describe("periodStart", () => {
  it.each([
    ["1h", "2026-11-23T11:34:00.000Z"],
    ["24h", "2026-11-22T12:34:00.000Z"],
    ["7d", "2026-11-16T12:34:00.000Z"],
    ["30d", "2026-10-24T12:34:00.000Z"],
  ])("goes back %s from the whole minute", (period, expected) => {
    expect(new Date(periodStart(period, now) ?? 0).toISOString()).toBe(
      expected,
    );
  });

  it.each(["", "2h", "toString", "__proto__"])("knows no %j", (period) => {
    expect(periodStart(period, now)).toBeUndefined();
  });

  it("knows every period that is offered", () => {
    for (const [key] of periodChoices) {
      expect(periodStart(key, now)).toBeLessThan(now);
    }
  });
});
