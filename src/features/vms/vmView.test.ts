import { expect, test } from "vitest";
import { usualColumns } from "./vmColumns.ts";
import { readView, writeView, type VmView } from "./vmView.ts";

const defaults = { mode: "table", columns: usualColumns } as const;
const usual: VmView = {
  text: "",
  servers: [],
  status: "all",
  sort: { field: "name", descending: false },
  mode: "table",
  grouping: undefined,
  columns: usualColumns,
};

test("the usual view needs nothing in the address", () => {
  expect(writeView(usual, "table").toString()).toBe("");
  expect(readView(new URLSearchParams(), defaults)).toEqual(usual);
});

test.each<[string, VmView]>([
  ["text", { ...usual, text: "web & co=1" }],
  ["servers", { ...usual, servers: ["operator", "a"] }],
  ["status", { ...usual, status: "templates" }],
  ["sort", { ...usual, sort: { field: "cpu", descending: true } }],
  ["order", { ...usual, sort: { field: "cpu", descending: false } }],
  ["order by name", { ...usual, sort: { field: "name", descending: true } }],
  ["mode", { ...usual, mode: "cards" }],
  ["groups", { ...usual, grouping: "tag" }],
  ["columns", { ...usual, columns: ["server", "lock"] }],
  ["lack of columns", { ...usual, columns: [] }],
])("a view with its own %s comes back from the address", (_, view) => {
  const address = writeView(view, "table").toString();
  expect(readView(new URLSearchParams(address), defaults)).toEqual(view);
});

test("an address that makes no sense shows the usual view", () => {
  const params = new URLSearchParams(
    "status=constructor&sort=__proto__&order=up&server=x&server=x&view=pie&group=toString",
  );
  expect(readView(params, defaults)).toEqual({ ...usual, servers: ["x"] });
});

test("columns are shown once each, in the table's order, as far as they are known", () => {
  const params = new URLSearchParams("columns=tags.server.server.secret");
  expect(readView(params, defaults).columns).toEqual(["server", "tags"]);
});

test("what this device has chosen stands in the address, for whoever gets the link", () => {
  const chosen = { mode: "cards", columns: ["node"] } as const;
  const view = readView(new URLSearchParams(), chosen);
  expect(view).toMatchObject(chosen);
  expect(writeView(view, "table").toString()).toBe("view=cards&columns=node");
});
