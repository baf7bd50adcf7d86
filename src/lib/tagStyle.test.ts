import { expect, test } from "vitest";
import { orderTags } from "./tagStyle.ts";

test.each([
  [null, ["Web", "db", "prod"]],
  ["alphabetical", ["Web", "db", "prod"]],
  ["config", ["prod", "Web", "db"]],
] as const)("ordering %s", (ordering, expected) => {
  const tags = ["prod", "Web", "db"];
  expect(orderTags(tags, { ordering })).toEqual(expected);
  expect(tags).toEqual(["prod", "Web", "db"]);
});
