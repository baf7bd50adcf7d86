import { describe, expect, test } from "vitest";
import { keySequence, withModifiers } from "./terminalKeys.ts";

describe("a key of the bar", () => {
  test("is what a terminal sends for it", () => {
    expect(keySequence("left", false)).toBe("\u001b[D");
    expect(keySequence("f10", false)).toBe("\u001b[21~");
  });

  test("has the form that a program has asked for", () => {
    expect(keySequence("left", true)).toBe("\u001bOD");
    expect(keySequence("home", true)).toBe("\u001bOH");
    expect(keySequence("pageUp", true)).toBe("\u001b[5~");
  });
});

describe("Ctrl and Alt of the bar", () => {
  const control = new Set(["control"] as const);
  const alt = new Set(["alt"] as const);
  const both = new Set(["control", "alt"] as const);

  test.each([
    ["c", control, "\u0003"],
    ["C", control, "\u0003"],
    [" ", control, "\u0000"],
    ["[", control, "\u001b"],
    ["b", alt, "\u001bb"],
    ["c", both, "\u001b\u0003"],
    ["\u001b[D", control, "\u001b[1;5D"],
    ["\u001bOD", alt, "\u001b[1;3D"],
    ["\u001b[3~", both, "\u001b[3;7~"],
    ["\u001bOP", control, "\u001b[1;5P"],
    ["é", control, "é"],
    ["a whole text", both, "a whole text"],
    ["\u001b[5;1R", both, "\u001b[5;1R"],
    ["\u001b[D", new Set<never>(), "\u001b[D"],
  ])("%j with %o", (text, held, sent) => {
    expect(withModifiers(text, held)).toBe(sent);
  });
});
