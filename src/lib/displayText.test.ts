import { expect, test } from "vitest";
import { displayLine, displayText } from "@/lib/displayText.ts";

test("ordinary names of any language stay as they are", () => {
  for (const name of ["web-01", "Büro", "サーバー", "العربية", "<b>x</b>"]) {
    expect(displayText(name)).toBe(name);
  }
});

test.each([
  ["a direction override", "evil\u202ecod.exe"],
  ["a zero-width space", "web\u200b-01"],
  ["a line break", "web\n01"],
  ["an isolate", "\u2066web\u2069"],
  ["a filler that looks like nothing", "\u3164"],
  ["half a surrogate pair", "web\ud800"],
])("%s becomes a mark that can be seen", (_, text) => {
  expect(displayText(text)).toContain("\ufffd");
});

test("heaps of combining marks are cut to two", () => {
  expect(displayText(`a${"\u0301".repeat(50)}b`)).toBe("a\u0301\u0301b");
});

test("what would fill the page is cut, and says so", () => {
  expect(displayText("x".repeat(10_000))).toBe(`${"x".repeat(300)}…`);
});

test("a line of a log keeps its indentation and its length, and hides nothing", () => {
  expect(displayLine("\tdrive-scsi0: 45%")).toBe("    drive-scsi0: 45%");
  expect(displayLine("x".repeat(1_500))).toHaveLength(1_500);
  expect(displayLine("a\u202eb\u001b[31m")).toBe("a\ufffdb\ufffd[31m");
});
