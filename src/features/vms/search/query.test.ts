import { expect, test } from "vitest";
import { parseQuery } from "./parseQuery.ts";
import { asksForTemplates, emptyQuery } from "./query.ts";

test.each([
  ["status:template", true],
  ["web (tag:x or status:template)", true],
  ["status:locked -status:hibernated", true],
  ["-status:template", false],
  ["web -(tag:x or cpu>5) type:vm name:template", false],
])("%s asks for templates: %s", (text, expected) => {
  expect(asksForTemplates(parseQuery(text).query ?? emptyQuery)).toBe(expected);
});
