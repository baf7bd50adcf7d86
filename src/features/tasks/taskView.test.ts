import { describe, expect, test } from "vitest";
import {
  filterOf,
  historyFilterOf,
  isFiltered,
  matchTasks,
  readTaskView,
} from "@/features/tasks/taskView.ts";
import type { TaskRow } from "@/lib/taskRows.ts";

const serverId = "11111111-1111-4111-8111-111111111111";
const now = Date.UTC(2026, 10, 23, 12, 0, 30);

function view(query: string) {
  return readTaskView(new URLSearchParams(query));
}

describe("the filter of an address", () => {
  test("asks one server's records for all of it", () => {
    const asked = view(
      `server=${serverId}&vmid=101&user=ana&type=qmstart&result=warnings&since=1h`,
    );
    expect(historyFilterOf(asked, filterOf(asked, now))).toEqual({
      serverId,
      vmid: 101,
      userfilter: "ana",
      typefilter: "qmstart",
      statusfilter: "warning",
      since: Date.UTC(2026, 10, 23, 11) / 1000,
    });
  });

  test("without a server asks none", () => {
    const asked = view("vmid=101");
    expect(historyFilterOf(asked, filterOf(asked, now))).toBeUndefined();
  });

  test("knows the operator's server, which has no id", () => {
    const asked = view("server=operator");
    expect(historyFilterOf(asked, filterOf(asked, now))).toMatchObject({
      serverId: null,
    });
  });

  test("leaves out what makes no sense", () => {
    const filter = filterOf(
      view("vmid=12&user=%20%20&type=../etc&result=constructor&since=ever"),
      now,
    );
    expect(isFiltered(filter)).toBe(false);
  });
});

describe("tasks that are here already", () => {
  const task: TaskRow = {
    key: "a",
    serverId,
    serverName: "homelab",
    upid: "UPID:a",
    node: "pve1",
    type: "qmstart",
    id: "101",
    user: "ana@pve!ops",
    starttime: now / 1000 - 7_200,
    result: "failed",
    exitstatus: "VM is locked",
  };

  test.each([
    ["", 1],
    ["vmid=101", 1],
    ["vmid=102", 0],
    ["user=ana", 1],
    ["user=bo", 0],
    ["type=qmstart", 1],
    ["type=vzstart", 0],
    ["result=failed", 1],
    ["result=ok", 0],
    ["since=24h", 1],
    ["since=1h", 0],
  ])("by ?%s: %i of 1", (query, count) => {
    const filter = filterOf(view(query), now);
    expect(matchTasks([task], filter)).toHaveLength(count);
  });
});
