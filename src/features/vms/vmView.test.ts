import { expect, test } from "vitest";
import { readView, writeView, type VmView } from "./vmView.ts";

const usual: VmView = {
  text: "",
  servers: [],
  status: "all",
  sort: { field: "name", descending: false },
};

test("the usual view needs nothing in the address", () => {
  expect(writeView(usual).toString()).toBe("");
  expect(readView(new URLSearchParams())).toEqual(usual);
});

test.each<[string, VmView]>([
  ["text", { ...usual, text: "web & co=1" }],
  ["servers", { ...usual, servers: ["operator", "a"] }],
  ["status", { ...usual, status: "templates" }],
  ["sort", { ...usual, sort: { field: "cpu", descending: true } }],
  ["order", { ...usual, sort: { field: "cpu", descending: false } }],
  ["order by name", { ...usual, sort: { field: "name", descending: true } }],
])("a view with its own %s comes back from the address", (_, view) => {
  expect(readView(new URLSearchParams(writeView(view).toString()))).toEqual(
    view,
  );
});

test("an address that makes no sense shows the usual view", () => {
  const params = new URLSearchParams(
    "status=constructor&sort=__proto__&order=up&server=x&server=x",
  );
  expect(readView(params)).toEqual({ ...usual, servers: ["x"] });
});
