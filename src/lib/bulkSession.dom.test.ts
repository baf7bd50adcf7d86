import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readBulkMemory, writeBulkMemory } from "@/lib/bulkMemory.ts";
import {
  cancelWaiting,
  countStates,
  newBulkRun,
  releaseHold,
  retryItems,
} from "@/lib/bulkRun.ts";
import { openBulkSession, type BulkSession } from "@/lib/bulkSession.ts";
import type { BulkApi } from "@/lib/bulkRunner.ts";
import { claimTab } from "@/lib/tabClaim.ts";
import { sampleVm } from "@/test/samples.ts";

const userId = "ana";
const sessions: BulkSession[] = [];

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  sessions.splice(0).forEach((session) => {
    session.close();
  });
  vi.useRealTimers();
});

/** One function for all tabs, as in life: a task runs for 2 s. */
function fakeApi() {
  const sent: number[] = [];
  const endsAt = new Map<string, number>();
  const api: BulkApi = {
    runBulkVmAction: ({ items }) => {
      const results = items.map((item) => {
        sent.push(item.vmid);
        const upid = `UPID:${String(sent.length)}`;
        endsAt.set(upid, Date.now() + 2_000);
        return { ...item, upid };
      });
      return new Promise((resolve) => {
        setTimeout(resolve, 100, { results });
      });
    },
    listTasks: () => Promise.resolve({ servers: [], tasks: [] }),
    taskStatus: ({ upid }) =>
      Promise.resolve({
        upid,
        node: "pve1",
        type: "qmstart",
        user: "root@pam",
        starttime: 1,
        ...((endsAt.get(upid) ?? 0) <= Date.now()
          ? { status: "stopped" as const, exitstatus: "OK" }
          : { status: "running" as const }),
      }),
  };
  return { api, sent };
}

function open(api: BulkApi): BulkSession {
  const session = openBulkSession(userId, api);
  sessions.push(session);
  return session;
}

const runOf = (count: number) =>
  newBulkRun(
    "start",
    Array.from({ length: count }, (_, index) =>
      sampleVm({ vmid: 100 + index }),
    ),
    undefined,
    Date.now(),
  );

const settled = () => vi.advanceTimersByTimeAsync(300);
const counts = (session: BulkSession) =>
  countStates(session.view().run?.items ?? []);

test("a run is kept under its person's id until it is dismissed", async () => {
  const { api } = fakeApi();
  const session = open(api);
  expect(session.view()).toEqual({ run: undefined, drivenBy: "nobody" });
  const started = session.start(runOf(4));
  await settled();
  expect(await started).toBe(true);
  expect(session.view().drivenBy).toBe("this-tab");
  session.dismiss();
  expect(session.view().run).toBeDefined();

  await vi.advanceTimersByTimeAsync(20_000);
  expect(session.view()).toMatchObject({ drivenBy: "nobody" });
  expect(counts(session)).toMatchObject({ ok: 4 });
  expect(session.view()).toBe(session.view());
  expect(readBulkMemory(userId)).toContain('"ok"');
  expect(readBulkMemory("someone else")).toBeNull();
  session.dismiss();
  expect(readBulkMemory(userId)).toBeNull();
});

test("one run at a time", async () => {
  const { api, sent } = fakeApi();
  const session = open(api);
  const first = session.start(runOf(2));
  await settled();
  const second = session.start(runOf(2));
  await settled();
  expect(await first).toBe(true);
  expect(await second).toBe(false);
  expect(sent).toEqual([100, 101]);
});

test("another tab looks on, sends nothing, and takes over when the first is gone", async () => {
  const { api, sent } = fakeApi();
  const first = open(api);
  void first.start(runOf(5));
  await settled();
  const second = open(api);
  await settled();
  expect(second.view().drivenBy).toBe("elsewhere");
  expect(counts(second)).toMatchObject({ running: 3, waiting: 2 });
  second.change(cancelWaiting);
  const other = second.start(runOf(1));
  await settled();
  expect(await other).toBe(false);
  expect(counts(second).waiting).toBe(2);

  first.close();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(second.view().drivenBy).toBe("this-tab");
  expect(counts(second)).toMatchObject({ ok: 3, waiting: 2 });
  expect(second.view().run?.heldBecause).toMatch(/left/);
  expect(sent).toHaveLength(3);

  second.change(releaseHold);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(counts(second)).toMatchObject({ ok: 5 });
  expect(sent).toHaveLength(5);
});

test("who takes over waits for the answer to the last call", async () => {
  const { api, sent } = fakeApi();
  const first = open(api);
  void first.start(runOf(2));
  await vi.advanceTimersByTimeAsync(160);
  expect(counts(first).sending).toBe(2);
  first.close();
  const second = open(api);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(counts(second)).toMatchObject({ ok: 2 });
  expect(sent).toHaveLength(2);
});

test("a run that is over is taken up again by a retry", async () => {
  const { api, sent } = fakeApi();
  const error = { code: "pve_error", message: "locked" } as const;
  const run = runOf(2);
  const [failed, ...others] = run.items;
  writeBulkMemory(
    userId,
    JSON.stringify({
      ...run,
      items: [
        { ...failed, state: "failed", error },
        ...others.map((item) => ({ ...item, state: "ok" })),
      ],
    }),
  );
  const session = open(api);
  await settled();
  expect(session.view().drivenBy).toBe("nobody");
  session.change((now) => retryItems(now, "failed", () => undefined));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(counts(session)).toMatchObject({ ok: 2 });
  expect(sent).toEqual([100]);
});

test("what makes no sense in the browser's memory is no run", () => {
  const { api } = fakeApi();
  for (const text of ["", "{", "[]", '{"id":1}']) {
    writeBulkMemory(userId, text);
    expect(open(api).view().run).toBeUndefined();
  }
});

test("a browser that keeps nothing still runs it", async () => {
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  const release = () => undefined;
  const { api } = fakeApi();
  const session = openBulkSession("ben", api, () => Promise.resolve(release));
  sessions.push(session);
  void session.start(runOf(2));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(counts(session)).toMatchObject({ ok: 2 });
});

test("a claim is one tab's, with locks or without", async () => {
  const claims = Promise.all([claimTab("one"), claimTab("one")]);
  await settled();
  const held = (await claims).filter((release) => release !== undefined);
  expect(held).toHaveLength(1);
  held[0]?.();
  const again = claimTab("one");
  await settled();
  (await again)?.();
  expect(await again).toBeDefined();

  const names = new Set<string>();
  vi.stubGlobal("navigator", {
    locks: {
      request: async (
        name: string,
        _options: unknown,
        callback: (lock: object | null) => Promise<void> | undefined,
      ) => {
        if (names.has(name)) return callback(null);
        names.add(name);
        await callback({});
        names.delete(name);
      },
    },
  });
  const first = await claimTab("two");
  expect(first).toBeDefined();
  expect(await claimTab("two")).toBeUndefined();
  first?.();
  await settled();
  expect(await claimTab("two")).toBeDefined();
});
