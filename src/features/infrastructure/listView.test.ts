import { expect, test } from "vitest";
import { readListView, writeListView } from "./listView.ts";

test.each([
  "",
  "q=ceph&server=abc&sort=usage&order=asc",
  "q=a+%26+b",
  "sort=cpu",
])("the view %j comes back from its address", (query) => {
  const params = new URLSearchParams(query);
  expect(writeListView(readListView(params)).toString()).toBe(query);
});

test("what makes no sense is left out", () => {
  const view = readListView(new URLSearchParams("order=sideways&server="));
  expect(view.descending).toBeUndefined();
});
