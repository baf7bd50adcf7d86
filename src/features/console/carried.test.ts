import { expect, test } from "vitest";
import { isTooMuchToOffer, lossesOf } from "./carried.ts";

test("a plain command loses nothing", () => {
  expect(lossesOf("systemctl restart nginx\n\ttrue # ~")).toEqual([]);
});

test("what VNC cannot carry is named", () => {
  expect(lossesOf("Grüße ü")).toEqual([
    "A US keyboard has no key for ü ß: typed, they may be missing.",
  ]);
  expect(lossesOf("日本日")).toEqual([
    "A US keyboard has no key for 日 本: typed, they may be missing.",
    "An old VNC server, as a container's, takes Western letters alone into its clipboard: 日 本 may become “?”.",
  ]);
  expect(lossesOf("äöüéèêñ")[0]).toContain("ä ö ü é è ê and others");
});

test("a long text says how long it takes", () => {
  expect(lossesOf("x".repeat(1_000))).toEqual([
    "Typing this takes about 25 seconds.",
  ]);
  expect(lossesOf("x".repeat(10_000))[0]).toContain("4 minutes");
});

test("more than QEMU takes is not offered, counted in bytes", () => {
  expect(isTooMuchToOffer("x".repeat(1024 * 1024))).toBe(false);
  expect(isTooMuchToOffer("é".repeat(600_000))).toBe(true);
  expect(lossesOf("é".repeat(600_000)).at(-1)).toMatch(/1 MB/);
});
