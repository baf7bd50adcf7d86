import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  atOncePerServer,
  runBulk,
  type BulkApi,
  type BulkRunner,
} from "@/lib/bulkRunner.ts";
import {
  afterReload,
  cancelWaiting,
  countStates,
  isOver,
  lookAgain,
  newBulkRun,
  releaseHold,
  retryItems,
  type BulkItem,
  type BulkRun,
} from "@/lib/bulkRun.ts";
import { MusterError } from "@/lib/errors.ts";
import { AppError, type Failure } from "@/lib/types.ts";
import { idOf } from "@/test/fakeFleet.ts";
import { sampleVm } from "@/test/samples.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  void runner?.stop();
  runner = undefined;
  vi.useRealTimers();
});

let runner: BulkRunner | undefined;

/** `count` guests on each of the named servers, from VMID 100 on. */
function guests(servers: readonly string[], count: number) {
  return servers.flatMap((serverName) =>
    Array.from({ length: count }, (_, index) =>
      sampleVm({ serverName, serverId: idOf(serverName), vmid: 100 + index }),
    ),
  );
}

type Input = Parameters<BulkApi["runBulkVmAction"]>[0];
type Result = { upid?: string; error?: Failure };

/** Servers whose tasks run for `taskMs`, and which answer a call after `callMs`. */
function fakeFunctions({
  taskMs = 3_000,
  callMs = 100,
  resultOf = () => undefined,
  endOf = () => "OK",
}: {
  taskMs?: number;
  callMs?: number;
  /** What comes of one guest at once; otherwise its task is begun. */
  resultOf?: (vmid: number, serverId: string | null) => Result | undefined;
  endOf?: (vmid: number) => string;
} = {}) {
  const tasks = new Map<
    string,
    { serverId: string | null; vmid: number; endsAt: number }
  >();
  const sent: string[] = [];
  let calls = 0;
  let callsAtOnce = 0;
  let mostCalls = 0;
  let mostTasks = 0;
  let looks = 0;

  const row = (upid: string) => {
    const task = tasks.get(upid);
    if (!task) throw new AppError("not_found", "knows no such task");
    return { ...task, isOver: task.endsAt <= Date.now() };
  };
  const runBulkVmAction = vi.fn(async ({ items }: Input) => {
    calls += 1;
    callsAtOnce += 1;
    mostCalls = Math.max(mostCalls, callsAtOnce);
    await sleep(callMs);
    callsAtOnce -= 1;
    const results = items.map((item) => {
      const serverId = item.serverId ?? null;
      sent.push(`${serverId ?? ""}/${String(item.vmid)}`);
      const result = resultOf(item.vmid, serverId);
      if (result) return { ...item, ...result };
      const upid = `UPID:pve1:${String(calls)}:${serverId ?? ""}:${String(item.vmid)}:`;
      tasks.set(upid, {
        serverId,
        vmid: item.vmid,
        endsAt: Date.now() + taskMs,
      });
      const onServer = [...tasks.values()].filter(
        (task) => task.serverId === serverId && task.endsAt > Date.now(),
      );
      mostTasks = Math.max(mostTasks, onServer.length);
      return { ...item, upid };
    });
    return { results };
  });
  const listTasks = vi.fn(async () => {
    looks += 1;
    await sleep(50);
    return {
      servers: [...new Set([...tasks.values()].map((t) => t.serverId))].map(
        (serverId) => ({ serverId, serverName: "", ok: true }),
      ),
      tasks: [...tasks.keys()].map((upid) => {
        const { serverId, vmid, isOver } = row(upid);
        return {
          serverId,
          serverName: "",
          upid,
          node: "pve1",
          type: "qmshutdown",
          id: String(vmid),
          user: "root@pam",
          starttime: 1,
          ...(isOver && { endtime: 2, status: endOf(vmid) }),
        };
      }),
    };
  });
  const taskStatus = vi.fn(async ({ upid }: { upid: string }) => {
    looks += 1;
    await sleep(20);
    const { vmid, isOver } = row(upid);
    return {
      upid,
      node: "pve1",
      status: isOver ? ("stopped" as const) : ("running" as const),
      ...(isOver && { exitstatus: endOf(vmid) }),
      type: "qmshutdown",
      user: "root@pam",
      starttime: 1,
    };
  });
  const api: BulkApi = { runBulkVmAction, listTasks, taskStatus };
  return {
    api,
    sent,
    runBulkVmAction,
    listTasks,
    taskStatus,
    facts: () => ({ calls, mostCalls, mostTasks, looks }),
  };
}

function sleep(milliseconds: number) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function drive(api: BulkApi, run: BulkRun) {
  const states: BulkRun[] = [run];
  const begun = runBulk({ api, run, onChange: (next) => states.push(next) });
  runner = begun;
  const now = () => states.at(-1) ?? run;
  return {
    ...begun,
    states,
    now,
    item: (vmid: number) => now().items.find((item) => item.vmid === vmid),
    async untilOver(limitMs = 600_000) {
      for (let ms = 0; !isOver(now()) && ms < limitMs; ms += 500)
        await vi.advanceTimersByTimeAsync(500);
      expect(isOver(now())).toBe(true);
      return countStates(now().items);
    },
  };
}

const shutdownOf = (servers: readonly string[], count: number) =>
  newBulkRun("shutdown", guests(servers, count), undefined, Date.now());

const names = (count: number) =>
  Array.from({ length: count }, (_, index) => `server-${String(index)}`);

describe("sending", () => {
  test("200 guests over 20 servers: each once, at most three tasks on a server and few calls at once", async () => {
    const functions = fakeFunctions();
    const run = drive(functions.api, shutdownOf(names(20), 10));
    expect(await run.untilOver()).toMatchObject({ ok: 200 });
    expect(functions.sent).toHaveLength(200);
    expect(new Set(functions.sent).size).toBe(200);
    const { mostCalls, mostTasks } = functions.facts();
    expect(mostTasks).toBe(atOncePerServer);
    expect(mostCalls).toBeLessThanOrEqual(4);
  });

  test("following many tasks takes about one question a look, not one a task", async () => {
    const functions = fakeFunctions({ taskMs: 20_000 });
    const run = drive(functions.api, shutdownOf(names(20), 3));
    await vi.advanceTimersByTimeAsync(15_000);
    expect(countStates(run.now().items).running).toBe(60);
    expect(functions.facts().looks).toBeLessThan(15);
  });

  test("what is being sent is written down before the call goes out", () => {
    const functions = fakeFunctions();
    const run = drive(functions.api, shutdownOf(["a"], 5));
    expect(functions.runBulkVmAction).toHaveBeenCalledTimes(1);
    expect(countStates(run.now().items)).toMatchObject({
      sending: 3,
      waiting: 2,
    });
  });

  test("a server that answers slowly holds up only those that share its call", async () => {
    const functions = fakeFunctions({ taskMs: 500 });
    const slow = idOf("server-0");
    functions.api.runBulkVmAction = async (input) => {
      if (input.items.some(({ serverId }) => serverId === slow))
        await sleep(60_000);
      return functions.runBulkVmAction(input);
    };
    const run = drive(functions.api, shutdownOf(names(10), 6));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(countStates(run.now().items)).toMatchObject({ ok: 30 });
    expect(await run.untilOver()).toMatchObject({ ok: 60 });
  });

  test("the operator's own server has no id", async () => {
    const functions = fakeFunctions();
    const own = [sampleVm({ serverId: null })];
    const run = drive(
      functions.api,
      newBulkRun("start", own, { timeout: 5 }, 1),
    );
    expect(await run.untilOver()).toMatchObject({ ok: 1 });
    expect(functions.runBulkVmAction).toHaveBeenCalledWith({
      action: "start",
      items: [{ node: "pve1", type: "qemu", vmid: 101 }],
      options: { timeout: 5 },
    });
  });
});

describe("results", () => {
  test("the end of the task decides, in Proxmox VE's words", async () => {
    const ends = ["OK", "WARNINGS: 2", "VM is locked (backup)", ""];
    const functions = fakeFunctions({
      endOf: (vmid) => ends[vmid - 100] ?? "",
    });
    const run = drive(functions.api, shutdownOf(["a"], 4));
    await run.untilOver();
    expect(run.now().items).toMatchObject([
      { state: "ok" },
      { state: "warnings", exitstatus: "WARNINGS: 2" },
      { state: "failed", error: { message: "VM is locked (backup)" } },
      {
        state: "failed",
        error: { message: "The task ended without a result" },
      },
    ]);
  });

  test("one guest's refusal is its own affair", async () => {
    const error = {
      code: "permission_denied",
      message: "VM.PowerMgmt",
    } as const;
    const functions = fakeFunctions({
      resultOf: (vmid) => (vmid === 100 ? { error } : undefined),
    });
    const run = drive(functions.api, shutdownOf(["a"], 8));
    expect(await run.untilOver()).toMatchObject({ ok: 7, failed: 1 });
    expect(run.item(100)).toMatchObject({ state: "failed", error });
  });

  test("a server that does not answer is not asked for each of its guests, and the others go on", async () => {
    const error = { code: "unreachable", message: "No route" } as const;
    const functions = fakeFunctions({
      resultOf: (_, serverId) =>
        serverId === idOf("a") ? { error } : undefined,
    });
    const run = drive(functions.api, shutdownOf(["a", "b"], 10));
    expect(await run.untilOver()).toMatchObject({ ok: 10, failed: 10 });
    expect(functions.sent).toHaveLength(13);
    expect(run.now().items.at(9)?.error).toEqual({
      code: "unreachable",
      message: "Not sent, because of what came before: No route",
    });
  });

  test("after an answer that was lost on the way, the rest of its server was not sent, which is certain", async () => {
    const error = { code: "unknown_outcome", message: "Broke off" } as const;
    const functions = fakeFunctions({ resultOf: () => ({ error }) });
    const run = drive(functions.api, shutdownOf(["a"], 5));
    expect(await run.untilOver()).toMatchObject({ unknown: 3, failed: 2 });
    expect(run.item(104)?.error?.code).toBe("unreachable");
  });

  test("a task that its server does not know any more has an unknown end, which can be looked for again", async () => {
    const functions = fakeFunctions();
    functions.taskStatus.mockRejectedValueOnce(
      new AppError("not_found", "knows no such task"),
    );
    const run = drive(functions.api, shutdownOf(["a"], 1));
    expect(await run.untilOver()).toMatchObject({ unknown: 1 });
    run.change(lookAgain);
    expect(await run.untilOver()).toMatchObject({ ok: 1 });
    expect(functions.sent).toHaveLength(1);
  });

  test("a server that falls silent while its task runs is asked again for a while", async () => {
    const functions = fakeFunctions();
    const silence = new AppError("timeout", '"a" does not answer');
    for (let times = 0; times < 5; times += 1)
      functions.taskStatus.mockRejectedValueOnce(silence);
    const run = drive(functions.api, shutdownOf(["a"], 1));
    expect(await run.untilOver()).toMatchObject({ ok: 1 });

    functions.taskStatus.mockRejectedValue(silence);
    const second = drive(functions.api, shutdownOf(["b"], 1));
    expect(await second.untilOver()).toMatchObject({ unknown: 1 });
    expect(second.item(100)?.error?.message).toMatch(
      /its end could not be read/,
    );
  });

  test("that Muster itself does not answer says nothing of the tasks, however long it lasts", async () => {
    const functions = fakeFunctions();
    const absence = new MusterError("unreachable", "Muster does not answer");
    functions.listTasks.mockRejectedValue(absence);
    functions.taskStatus.mockRejectedValue(absence);
    const run = drive(functions.api, shutdownOf(["a"], 3));
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(countStates(run.now().items)).toMatchObject({ running: 3 });
  });

  test("a task that has been pushed out of its server's list is asked for by itself", async () => {
    const functions = fakeFunctions();
    functions.listTasks.mockResolvedValue({ servers: [], tasks: [] });
    const run = drive(functions.api, shutdownOf(names(4), 2));
    expect(await run.untilOver()).toMatchObject({ ok: 8 });
  });

  test("text from a server is shown as text", async () => {
    const functions = fakeFunctions({ endOf: () => "bad\u202E\nend" });
    const run = drive(functions.api, shutdownOf(["a"], 1));
    await run.untilOver();
    expect(run.item(100)?.error?.message).toBe("bad\ufffd\ufffdend");
  });
});

describe("a call that fails as a whole", () => {
  test("at Muster's limit, waits as long as it says, and then goes on", async () => {
    const functions = fakeFunctions();
    functions.runBulkVmAction.mockRejectedValueOnce(
      new AppError("rate_limited", "Too many", { retryAfterSeconds: 40 }),
    );
    const run = drive(functions.api, shutdownOf(["a"], 3));
    await vi.advanceTimersByTimeAsync(39_000);
    expect(countStates(run.now().items)).toMatchObject({ waiting: 3 });
    expect(run.now().pausedUntil).toBe(1_040_000);
    expect(functions.runBulkVmAction).toHaveBeenCalledTimes(1);
    expect(await run.untilOver()).toMatchObject({ ok: 3 });
    expect(run.now().pausedUntil).toBeUndefined();
  });

  test("is made smaller where the operator allows less at once", async () => {
    const functions = fakeFunctions();
    functions.api.runBulkVmAction = (input) =>
      input.items.length > 2
        ? Promise.reject(new AppError("payload_too_large", "At most 2"))
        : functions.runBulkVmAction(input);
    const run = drive(functions.api, shutdownOf(names(5), 4));
    expect(await run.untilOver()).toMatchObject({ ok: 20 });
    expect(new Set(functions.sent).size).toBe(20);
  });

  test("whose answer is lost leaves an unknown outcome; nothing is sent again, and the rest is held", async () => {
    const functions = fakeFunctions();
    functions.runBulkVmAction.mockRejectedValueOnce(
      new MusterError("reset", "The connection to Muster broke"),
    );
    const run = drive(functions.api, shutdownOf(["a"], 5));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(countStates(run.now().items)).toMatchObject({
      unknown: 3,
      waiting: 2,
    });
    expect(run.now().heldBecause).toBe("The connection to Muster broke");
    expect(functions.runBulkVmAction).toHaveBeenCalledTimes(1);

    run.change(releaseHold);
    expect(await run.untilOver()).toMatchObject({ unknown: 3, ok: 2 });
    expect(functions.sent).toHaveLength(2);
  });

  test("that was refused before anything was sent leaves all of it waiting for a word", async () => {
    const functions = fakeFunctions();
    functions.runBulkVmAction.mockRejectedValueOnce(
      new AppError("db_unavailable", "Database not available"),
    );
    const run = drive(functions.api, shutdownOf(["a"], 5));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(countStates(run.now().items)).toMatchObject({ waiting: 5 });
    run.change(releaseHold);
    expect(await run.untilOver()).toMatchObject({ ok: 5 });
  });

  test("an answer that leaves a guest out says nothing of it", async () => {
    const functions = fakeFunctions();
    functions.runBulkVmAction.mockResolvedValueOnce({ results: [] });
    const run = drive(functions.api, shutdownOf(["a"], 1));
    expect(await run.untilOver()).toMatchObject({ unknown: 1 });
  });
});

describe("what people do with a run", () => {
  test("cancelling keeps what is under way and sends nothing more", async () => {
    const functions = fakeFunctions();
    const run = drive(functions.api, shutdownOf(["a"], 10));
    await vi.advanceTimersByTimeAsync(200);
    run.change(cancelWaiting);
    expect(await run.untilOver()).toMatchObject({ ok: 3, cancelled: 7 });
    expect(functions.sent).toHaveLength(3);
  });

  test("a retry touches the failed ones alone, where they are by now", async () => {
    let isLocked = true;
    const functions = fakeFunctions({
      endOf: (vmid) => (vmid < 102 && isLocked ? "VM is locked" : "OK"),
      resultOf: (vmid) =>
        vmid === 109 && isLocked
          ? { error: { code: "unknown_outcome", message: "Broke off" } }
          : undefined,
    });
    const run = drive(functions.api, shutdownOf(["a"], 10));
    expect(await run.untilOver()).toMatchObject({
      ok: 7,
      failed: 2,
      unknown: 1,
    });
    isLocked = false;
    const before = functions.sent.length;
    run.change((now) =>
      retryItems(now, "failed", (key) =>
        /100$/.test(key) ? "pve2" : undefined,
      ),
    );
    expect(await run.untilOver()).toMatchObject({ ok: 9, unknown: 1 });
    expect(functions.sent.slice(before)).toEqual([
      `${idOf("a")}/100`,
      `${idOf("a")}/101`,
    ]);
    expect(run.item(100)?.node).toBe("pve2");
    expect(run.item(100)?.error).toBeUndefined();

    run.change((now) => retryItems(now, "unknown", () => undefined));
    expect(await run.untilOver()).toMatchObject({ ok: 10 });
  });

  test("after a reload the tasks are followed, and what was not sent is offered", async () => {
    const functions = fakeFunctions();
    const first = drive(functions.api, shutdownOf(["a", "b"], 5));
    await vi.advanceTimersByTimeAsync(150);
    void first.stop();
    const kept = first.now();
    const [unsure, ...others] = kept.items;
    const left = afterReload({
      ...kept,
      items: [{ ...(unsure as BulkItem), state: "sending" }, ...others],
    });
    const second = drive(functions.api, left);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(countStates(second.now().items)).toMatchObject({
      unknown: 1,
      ok: 5,
      waiting: 4,
    });
    expect(functions.sent).toHaveLength(6);
    second.change(releaseHold);
    expect(await second.untilOver()).toMatchObject({ ok: 9, unknown: 1 });
  });

  test("a runner that was stopped still writes down what comes of its last call", async () => {
    const functions = fakeFunctions();
    const run = drive(functions.api, shutdownOf(["a"], 5));
    void run.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(countStates(run.now().items)).toMatchObject({
      running: 3,
      waiting: 2,
    });
    expect(functions.facts().looks).toBe(0);
  });
});
