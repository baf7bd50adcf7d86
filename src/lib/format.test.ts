import { describe, expect, test } from "vitest";
import {
  formatBytes,
  formatDateTime,
  formatPercent,
  formatRelativeTime,
  formatUptime,
} from "@/lib/format.ts";

describe("bytes are IEC units with three digits", () => {
  test.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "0.98 KiB"],
    [1024, "1.00 KiB"],
    [1536, "1.50 KiB"],
    [10 * 1024, "10.0 KiB"],
    [100 * 1024, "100 KiB"],
    [1023.7 * 1024, "1.00 MiB"],
    [8 * 1024 ** 3, "8.00 GiB"],
    [31.25 * 1024 ** 3, "31.3 GiB"],
    [3 * 1024 ** 4, "3.00 TiB"],
    [5000 * 1024 ** 6, "5000 EiB"],
    [-1, "–"],
    [NaN, "–"],
    [Infinity, "–"],
  ])("%d is %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe("a fraction is a percentage, with a decimal where it is small", () => {
  test.each([
    [0, "0 %"],
    [0.004, "0.4 %"],
    [0.0994, "9.9 %"],
    [0.0996, "10 %"],
    [0.384, "38 %"],
    [1, "100 %"],
    [1.2, "120 %"],
    [-0.1, "–"],
    [NaN, "–"],
  ])("%d is %s", (fraction, text) => {
    expect(formatPercent(fraction)).toBe(text);
  });
});

describe("an uptime has its two largest units", () => {
  test.each([
    [0, "0 s"],
    [0.4, "0 s"],
    [45, "45 s"],
    [60, "1 min"],
    [754, "12 min 34 s"],
    [3600, "1 h"],
    [3601, "1 h"],
    [86_399, "23 h 59 min"],
    [86_400, "1 d"],
    [12 * 86_400 + 5 * 3600 + 59, "12 d 5 h"],
    [400 * 86_400, "400 d"],
    [-5, "–"],
    [NaN, "–"],
  ])("%d is %s", (seconds, text) => {
    expect(formatUptime(seconds)).toBe(text);
  });
});

describe("a time is said from now", () => {
  const now = Date.parse("2026-11-20T12:00:00Z");
  test.each([
    ["2026-11-20T11:59:57Z", "just now"],
    ["2026-11-20T11:59:15Z", "45 sec. ago"],
    ["2026-11-20T11:48:30Z", "11 min. ago"],
    ["2026-11-20T09:00:00Z", "3 hr. ago"],
    ["2026-11-18T12:00:00Z", "2 days ago"],
    ["2026-09-15T12:00:00Z", "2 mo. ago"],
    ["2024-11-20T12:00:00Z", "2 yr. ago"],
    ["2026-11-20T12:00:50Z", "in 50 sec."],
    ["yesterday", "–"],
  ])("%s is %s", (time, text) => {
    expect(formatRelativeTime(time, now)).toBe(text);
  });
});

test("a date and time are those of the given zone", () => {
  expect(formatDateTime("2026-11-20T12:00:00Z", "Asia/Tokyo")).toContain(
    "9:00:00",
  );
  expect(formatDateTime("2026-11-20T12:00:00Z", "UTC")).toContain("12:00:00");
  expect(formatDateTime("no date")).toBe("–");
});
