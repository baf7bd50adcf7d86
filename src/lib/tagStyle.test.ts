import { expect, test } from "vitest";
import { orderTags } from "./tagStyle.ts";

test.each([
  [null, ["db", "prod", "Prod", "Web"]],
  ["alphabetical", ["db", "prod", "Prod", "Web"]],
  ["config", ["Prod", "prod", "Web", "db"]],
] as const)("ordering %s", (ordering, expected) => {
  const tags = ["Prod", "prod", "Web", "db"];
  expect(orderTags(tags, { ordering })).toEqual(expected);
  expect(tags).toEqual(["Prod", "prod", "Web", "db"]);
});
