import { expect, test } from "vitest";
import { activityEvents } from "./activityEvents.ts";
import { sampleActivity } from "@/test/sampleActivity.ts";

const at = "2026-01-01T12:00:00Z";
const now = new Date(at).getTime() + 1000;
const row = (id: number, more: Parameters<typeof sampleActivity>[0] = {}) =>
  sampleActivity({ id, at, ...more });
const results = (
  rows: Parameters<typeof activityEvents>[0],
  time: number = now,
) => activityEvents(rows, time).map(({ row, result }) => [row.id, result]);

test("the beginning and the end of one thing are one event, with its end's result", () => {
  expect(
    results([row(2, { outcome: "error" }), row(1, { outcome: "attempt" })]),
  ).toEqual([[2, "error"]]);
});

test("what has begun is under way for a while, and then was cut short", () => {
  const begun = [row(1, { outcome: "attempt" })];
  expect(results(begun)).toEqual([[1, "open"]]);
  expect(results(begun, now + 10 * 60_000)).toEqual([[1, "cut"]]);
});

test("of many guests in one request each has its own end", () => {
  expect(
    results([
      row(4, { vmid: 102 }),
      row(3, { outcome: "attempt", vmid: 103 }),
      row(2, { outcome: "attempt", vmid: 102 }),
      row(1, { outcome: "attempt", vmid: 102, server_id: "another" }),
    ]),
  ).toEqual([
    [4, "ok"],
    [3, "open"],
    [1, "open"],
  ]);
});

test("a server that is added has its id only at the end", () => {
  const added = { action: "server.add", vmid: null, node: null };
  expect(
    results([
      row(2, added),
      row(1, { ...added, outcome: "attempt", server_id: null }),
    ]),
  ).toEqual([[2, "ok"]]);
});

test("an end without a request, as triggers write it, stands alone", () => {
  expect(results([row(1, { request_id: null })])).toEqual([[1, "ok"]]);
});
