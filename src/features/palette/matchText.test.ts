import { describe, expect, test } from "vitest";
import { fit, matchText, meanFit, wordsOf } from "./matchText.ts";

describe("a word fits a text", () => {
  test.each([
    ["web", "web", fit.whole],
    ["web-01", "web", fit.start],
    ["my-web", "web", fit.wordStart],
    ["cobweb.web", "web", fit.wordStart],
    ["cobweb", "web", fit.part],
    ["web-01", "w01", fit.letters],
    ["web-01", "x", fit.none],
    ["web-01", "10w", fit.none],
    ["web-01", "x1", fit.none],
    // Letters that lie far apart say nothing.
    ["w-and-very-much-later-b", "wb", fit.none],
    ["größe", "ße", fit.part],
  ])("%s, %s: %d", (text, word, expected) => {
    expect(matchText(text, word)).toBe(expected);
  });
});

test("all words have to fit", () => {
  const fits: Record<string, number> = { a: 80, b: 40, c: 0 };
  const fitOf = (word: string) => fits[word] ?? 0;
  expect(meanFit(["a", "b"], fitOf)).toBe(60);
  expect(meanFit(["a", "c"], fitOf)).toBe(0);
  expect(meanFit([], fitOf)).toBe(0);
});

test("words are what stands between blanks", () => {
  expect(wordsOf("  Web  PROD\t")).toEqual(["web", "prod"]);
});
