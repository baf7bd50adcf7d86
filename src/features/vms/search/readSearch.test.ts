import fc from "fast-check";
import { expect, test } from "vitest";
import { maxQueryLength } from "./maxQueryLength.ts";
import { readSearch } from "./readSearch.ts";

test.each([
  [
    "what makes sense is all of it",
    " web tag:prod ",
    "web tag:prod",
    undefined,
  ],
  ["a field waits for its value", "web status:", "web", "status:"],
  ["a value is half typed", "web -status:ru", "web", "ru"],
  ["a field that does not exist", "web fo:x tag:y", "web tag:y", "fo:"],
  ["or waits for its other side", "web or", "web", "or"],
  ["the other side waits for its value", "web or tag:", "web", "tag:"],
  ["an open quote", 'web "x y', "web", '"x y'],
  ["an open parenthesis", "web (a or b", "web a or b", "("],
  ["two mistakes, of which one is said", "x:1 a mem>", "a", "x:"],
  ["nothing but mistakes", "(", "", "("],
])("%s", (_, text, expected, marked) => {
  const { queryText, error } = readSearch(text);
  expect(queryText).toBe(expected);
  expect(error && text.slice(error.from, error.to)).toBe(marked);
});

test("whatever is typed, something of it is searched for", () => {
  const piece = fc.constantFrom(
    ...[
      "(",
      ")",
      "-",
      '"',
      " or ",
      " and ",
      " ",
      "a",
      "tag:",
      "cpu>",
      "x:",
      "\\",
    ],
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join("")),
      (text) => {
        const { queryText, query } = readSearch(text);
        expect(readSearch(queryText)).toEqual({
          query,
          queryText,
          error: undefined,
        });
      },
    ),
    { numRuns: 1000 },
  );
});

test("a text that nobody has typed ends soon", () => {
  const before = performance.now();
  for (const piece of ["(", "-", ") ", "x: ", " ", '"']) {
    readSearch(piece.repeat(maxQueryLength * 2));
  }
  expect(performance.now() - before).toBeLessThan(3000);
});
