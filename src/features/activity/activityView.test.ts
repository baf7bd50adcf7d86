import { expect, test } from "vitest";
import { filterOf, isFiltered, readView } from "./activityView.ts";

const now = new Date("2026-01-02T12:00:30Z").getTime();
const server = "22222222-2222-4222-8222-222222222222";
const filter = (search: string) =>
  filterOf(readView(new URLSearchParams(search)), "me", now);

test("an address without a filter shows one's own, all of it", () => {
  expect(filter("")).toEqual({ userId: "me" });
  expect(isFiltered(filter(""))).toBe(false);
});

test("each part of the address filters", () => {
  const all = filter(
    `server=${server}&vmid=101&action=guest.stop&result=denied&since=24h`,
  );
  expect(all).toEqual({
    userId: "me",
    serverId: server,
    vmid: 101,
    action: "guest.stop",
    outcome: "denied",
    since: "2026-01-01T12:00:00.000Z",
  });
  expect(isFiltered(all)).toBe(true);
});

test("what makes no sense filters nothing, and goes into no question to the database", () => {
  expect(
    filter("server=x&vmid=1e3&action=drop&result=attempt&since=constructor"),
  ).toEqual({ userId: "me" });
});

test("everybody's are asked for without a person; who may see them, the database decides", () => {
  expect(filter("everybody=yes").userId).toBeUndefined();
  expect(isFiltered(filter("everybody=yes"))).toBe(false);
});
