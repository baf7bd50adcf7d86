import { expect, test } from "vitest";
import type { OwnTask } from "@/lib/ownTasks.ts";
import { mergeTasks } from "@/lib/taskRows.ts";
import type { Task } from "@/lib/types.ts";

const serverId = "11111111-1111-4111-8111-111111111111";
const names = new Map([[serverId, "homelab"]]);

function upidOf(starttime: number, type = "qmstart"): string {
  const hex = starttime.toString(16).padStart(8, "0");
  return `UPID:pve1:0000ABCD:00112233:${hex}:${type}:101:ana@pve!ops:`;
}

function listed(starttime: number, more: Partial<Task> = {}): Task {
  return {
    serverId,
    serverName: "homelab",
    upid: upidOf(starttime),
    node: "pve1",
    type: "qmstart",
    id: "101",
    user: "ana@pve!ops",
    starttime,
    ...more,
  };
}

function own(starttime: number, more: Partial<OwnTask> = {}): OwnTask {
  return {
    serverId,
    upid: upidOf(starttime),
    beganAt: 5_000,
    end: undefined,
    ...more,
  };
}

test("what runs comes first, then the newest", () => {
  const rows = mergeTasks(
    [
      listed(300, { status: "OK" }),
      listed(100),
      listed(200, { status: "job errors" }),
    ],
    [],
    names,
  );
  expect(rows.map(({ starttime, result }) => [starttime, result])).toEqual([
    [100, "running"],
    [300, "ok"],
    [200, "failed"],
  ]);
});

test("a task of this page is there before any server has listed it", () => {
  const [row] = mergeTasks([], [own(100)], names);
  expect(row).toMatchObject({
    serverName: "homelab",
    node: "pve1",
    type: "qmstart",
    id: "101",
    user: "ana@pve!ops",
    starttime: 100,
    result: "running",
  });
});

test("the same task is shown once, with whichever side knows of its end", () => {
  const ended = { exitstatus: "VM is locked", endedAt: 9_000 };
  expect(
    mergeTasks([listed(100)], [own(100, { end: ended })], names),
  ).toMatchObject([
    { result: "failed", exitstatus: "VM is locked", endtime: 104 },
  ]);
  expect(
    mergeTasks(
      [listed(100, { status: "OK", endtime: 103 })],
      [own(100)],
      names,
    ),
  ).toMatchObject([{ result: "ok", endtime: 103 }]);
});

test("a task that this page has lost sight of runs as long as its server says so", () => {
  const lost = own(100, { end: { exitstatus: undefined, endedAt: 9_000 } });
  expect(mergeTasks([listed(100)], [lost], names)).toMatchObject([
    { result: "running" },
  ]);
  expect(mergeTasks([], [lost], names)).toMatchObject([{ result: "unknown" }]);
});

test("one cluster that was registered twice tells of its task under both names", () => {
  const twin = listed(100, { serverId: null, serverName: "operator" });
  expect(mergeTasks([listed(100), twin], [own(100)], names)).toHaveLength(2);
});

test("warnings are a success that has more to say", () => {
  expect(
    mergeTasks([listed(100, { status: "WARNINGS: 2" })], [], names),
  ).toMatchObject([{ result: "warnings", exitstatus: "WARNINGS: 2" }]);
});
