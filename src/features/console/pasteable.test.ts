import { describe, expect, test } from "vitest";
import { isTooMuchToPaste, pasteable } from "./pasteable.ts";

describe("a paste", () => {
  test("keeps its lines, its tabs, and every script", () => {
    expect(pasteable("a\tb\r\nç 日本 😀\n")).toBe("a\tb\r\nç 日本 😀\n");
  });

  test("cannot end itself and have its rest run", () => {
    expect(pasteable("ls\u001b[201~; rm -rf /\n")).toBe("ls[201~; rm -rf /\n");
    expect(pasteable("a\u009b201~b\u0003\u007f")).toBe("a201~b");
  });

  test("has an end", () => {
    expect(isTooMuchToPaste("x".repeat(1_000_000))).toBe(false);
    expect(isTooMuchToPaste("x".repeat(1_000_001))).toBe(true);
  });
});
