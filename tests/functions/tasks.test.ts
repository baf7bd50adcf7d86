// @vitest-environment node
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { runVmAction } from "../../supabase/functions/_shared/contract/actions.ts";
import type { Server } from "../../supabase/functions/_shared/contract/serverList.ts";
import {
  listTaskHistory,
  listTasks,
  readTaskLog,
  stopTask,
  type Task,
} from "../../supabase/functions/_shared/contract/tasks.ts";
import { startFakeProxmox } from "./fakeProxmox.ts";
import { act, signUpPeople, startLab, type Lab } from "./lab.ts";
import {
  asOperator,
  entryOf,
  failure,
  Person,
  success,
  useProduct,
} from "./product.ts";

let lab: Lab;
let owner: Person;
let server: Server;
let assigned: Person;

useProduct(async () => {
  lab = await startLab();
  return lab.environment;
});
beforeAll(async () => {
  [owner, { assigned }] = await Promise.all([Person.signUp(), signUpPeople()]);
  server = await owner.add(lab.entry());
});
afterAll(() => lab.simulator.close());

const root = { authid: "root@pam", userid: "root@pam", tokenid: undefined };

/** A task that somebody else has begun, in Proxmox VE's own interface. It runs until it is stopped. */
function begin(id: string, type = "qmshutdown", node = "pve1") {
  return lab.inside.tasks.start({ node, type, id, caller: root }, (work) =>
    work.sleep(3_600_000_000),
  );
}

/** One that has ended, some seconds ago. */
function record(
  id: string,
  secondsAgo: number,
  exitstatus = "OK",
  node = "pve1",
) {
  const starttime = Math.floor(Date.now() / 1000) - secondsAgo;
  const order = { node, type: "qmstart", id, caller: root };
  lab.inside.tasks.record(order, starttime, 1, exitstatus, ["a line"]);
}

const task = (
  method: "GET" | "DELETE",
  upid: string,
  { person = owner, path = "", query = `?serverId=${server.id}` } = {},
) =>
  person.call(
    method,
    `vm-actions/tasks/${encodeURIComponent(upid)}${path}${query}`,
  );
const upidsOf = (tasks: Task[]) => tasks.map(({ upid }) => upid);

describe("what runs now", () => {
  test("comes from all servers, whoever began it; one that is away has its failure", async () => {
    const gone = await startFakeProxmox();
    await gone.close();
    const down = await owner.add(entryOf(gone, "down"));
    const running = begin("104");
    const listed = success(
      await owner.call("GET", "vm-actions/tasks"),
      listTasks,
    );
    running.abort.abort();
    await owner.call("DELETE", `proxmox-servers/${down.id}`);

    expect(listed.servers).toMatchObject([
      { serverId: server.id, ok: true },
      { serverId: down.id, ok: false, error: { code: "refused" } },
    ]);
    const [first, ...others] = listed.tasks;
    expect(first).toEqual({
      serverId: server.id,
      serverName: "lab as admin",
      upid: running.upid,
      node: "pve1",
      type: "qmshutdown",
      id: "104",
      user: "root@pam",
      starttime: running.starttime,
    });
    expect(others.every(({ status }) => status !== undefined)).toBe(true);
    const times = listed.tasks.map(({ starttime }) => starttime);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  test("names the token that began a task as a whole", async () => {
    const answer = await act(owner, {
      serverId: server.id,
      vmid: 100,
      action: "reset",
    });
    const { upid } = success(answer, runVmAction);
    await lab.inside.tasks.find(upid).done;
    const query = `?serverId=${server.id}`;
    const { tasks } = success(
      await owner.call("GET", `vm-actions/tasks${query}`),
      listTasks,
    );
    expect(tasks.find((found) => found.upid === upid)).toMatchObject({
      user: "root@pam!muster",
      status: "OK",
    });
  });
});

describe("the history of a server", () => {
  const history = (query = "", person = owner, id: string | null = server.id) =>
    person.call(
      "GET",
      `vm-actions/tasks/history?limit=50${id === null ? "" : `&serverId=${id}`}${query}`,
    );
  const historyOf = async (query: string) =>
    success(await history(query), listTaskHistory);

  test("merges its nodes, and comes in pages", async () => {
    for (const [index, node] of ["pve1", "pve2", "pve1", "pve2"].entries())
      record("901", 10 + index, "OK", node);
    const whole = await historyOf("&vmid=901");
    expect(whole.tasks.map(({ node }) => node)).toEqual([
      "pve1",
      "pve2",
      "pve1",
      "pve2",
    ]);
    expect(whole).toMatchObject({ hasMore: false, problems: [] });
    const pages = await Promise.all(
      [0, 2, 3].map((start) =>
        history(`&vmid=901&start=${start}`).then((answer) =>
          success(answer, listTaskHistory),
        ),
      ),
    );
    expect(pages.map(({ tasks }) => upidsOf(tasks))).toEqual(
      [0, 2, 3].map((start) => upidsOf(whole.tasks).slice(start)),
    );
    const answer = await owner.call(
      "GET",
      `vm-actions/tasks/history?serverId=${server.id}&vmid=901&limit=2`,
    );
    const first = success(answer, listTaskHistory);
    expect(upidsOf(first.tasks)).toEqual(upidsOf(whole.tasks).slice(0, 2));
    expect(first.hasMore).toBe(true);
  });

  test("is filtered by node, type, user, result and time", async () => {
    record("902", 5000, "VM is locked (backup)");
    record("902", 4000, "WARNINGS: 1", "pve2");
    record("902", 100);
    const running = begin("902");
    const statuses = async (query: string) =>
      (await historyOf(`&vmid=902${query}`)).tasks.map(
        ({ status = "running" }) => status,
      );
    const since = Math.floor(Date.now() / 1000) - 4500;
    expect(await statuses("")).toEqual([
      "running",
      "OK",
      "WARNINGS: 1",
      "VM is locked (backup)",
    ]);
    expect(await statuses("&node=pve2")).toEqual(["WARNINGS: 1"]);
    expect(await statuses("&typefilter=qmshutdown")).toEqual(["running"]);
    expect(await statuses("&userfilter=nobody")).toEqual([]);
    expect(await statuses("&statusfilter=error")).toEqual([
      "VM is locked (backup)",
    ]);
    expect(await statuses("&statusfilter=warning")).toEqual(["WARNINGS: 1"]);
    expect(await statuses(`&since=${since}&until=${since + 1000}`)).toEqual([
      "WARNINGS: 1",
    ]);
    running.abort.abort();
    for (const wrong of [
      "&limit=0",
      "&vmid=x",
      "&typefilter=a%20b",
      "&node=..",
    ])
      failure(
        await owner.call(
          "GET",
          `vm-actions/tasks/history?serverId=${server.id}${wrong}`,
        ),
        400,
        "validation_failed",
      );
  });

  test("says of which node it has none", async () => {
    await lab.simulator.setFault("lab", { kind: "down-node", node: "pve2" });
    const { tasks, problems } = await historyOf("");
    await lab.simulator.setFault("lab", null);
    expect(problems).toMatchObject([
      { node: "pve2", code: "node_unreachable" },
    ]);
    expect(new Set(tasks.map(({ node }) => node))).toEqual(new Set(["pve1"]));
  });

  test("of the operator's has only tasks of guests that are assigned", async () => {
    record("100", 50);
    record("103", 40);
    record("", 30);
    const own = success(await history("", assigned, null), listTaskHistory);
    const all = success(
      await assigned.call("GET", "vm-actions/tasks"),
      listTasks,
    );
    for (const { tasks } of [own, all]) {
      expect(tasks.some(({ id }) => id === "100")).toBe(true);
      expect(tasks.every(({ id }) => ["100", "101", "104"].includes(id))).toBe(
        true,
      );
    }
    failure(await history("", assigned), 404, "not_found");
    failure(await history("", owner, null), 404, "not_found");
  });
});

describe("a task's log", () => {
  const log = (upid: string, query = "", person = owner) =>
    task("GET", upid, {
      person,
      path: "/log",
      query: person === owner ? `?serverId=${server.id}${query}` : "",
    });

  test("is followed line by line, and ends with the result", async () => {
    const running = begin("100");
    expect(success(await log(running.upid), readTaskLog)).toEqual({
      lines: [],
      hasMore: false,
    });
    running.log.push("one", "two", "three");
    const first = success(await log(running.upid, "&limit=2"), readTaskLog);
    expect(first).toEqual({
      lines: [
        { n: 1, t: "one" },
        { n: 2, t: "two" },
      ],
      hasMore: true,
    });
    running.abort.abort();
    await running.done;
    const rest = success(await log(running.upid, "&start=2"), readTaskLog);
    expect(rest.lines).toEqual([
      { n: 3, t: "three" },
      { n: 4, t: "TASK ERROR: received interrupt" },
    ]);
  });

  test("X03 is text, whatever it holds", async () => {
    const running = begin("100");
    running.log.push(
      "\u001b[31mred\u0007\u202egnp.exe",
      "<script>alert(1)</script>",
      "x".repeat(10_000),
    );
    const { lines } = success(await log(running.upid), readTaskLog);
    running.abort.abort();
    expect(lines.map(({ t }) => t)).toEqual([
      " [31mred  gnp.exe",
      "<script>alert(1)</script>",
      "x".repeat(2_000),
    ]);
  });

  test("of the operator's is read by whom the guest is assigned to", async () => {
    const [seen, hidden] = [begin("100"), begin("103")];
    seen.log.push("a line");
    const answer = await log(seen.upid, "", assigned);
    expect(success(answer, readTaskLog).lines).toHaveLength(1);
    failure(await log(hidden.upid, "", assigned), 404, "not_found");
    seen.abort.abort();
    hidden.abort.abort();
  });

  test("of a task that nobody knows is not found", async () => {
    const upid = "UPID:pve1:0000AB12:00C0FFEE:65A1B2C3:qmstart:100:root@pam:";
    failure(await log(upid), 404, "not_found");
    failure(await task("DELETE", upid), 404, "not_found");
    failure(await log("UPID:nonsense"), 400, "validation_failed");
  });
});

describe("a running task", () => {
  test("is stopped, also one that somebody else began, and it is written down", async () => {
    const running = begin("104");
    success(await task("DELETE", running.upid), stopTask);
    await running.done;
    expect(running.exitstatus).toBe("received interrupt");
    // One that has ended stays as it is.
    success(await task("DELETE", running.upid), stopTask);
    const outcomes = await vi.waitUntil(
      () =>
        asOperator(async (sql) => {
          const rows = await sql<{ outcome: string }[]>`
            select outcome from public.audit_log where action = 'task.stop' and upid = ${running.upid} and vmid = 104 order by id`;
          return rows.length === 4 && rows.map(({ outcome }) => outcome);
        }),
      { timeout: 20_000, interval: 200 },
    );
    expect(outcomes.toSorted()).toEqual(["attempt", "attempt", "ok", "ok"]);
  });

  test("of the operator's is stopped by whom may power its guest", async () => {
    const [mine, seen, hidden] = [begin("104"), begin("100"), begin("103")];
    const stop = (upid: string) =>
      task("DELETE", upid, { person: assigned, query: "" });
    success(await stop(mine.upid), stopTask);
    await mine.done;
    failure(await stop(seen.upid), 403, "forbidden");
    failure(await stop(hidden.upid), 404, "not_found");
    expect([seen.exitstatus, hidden.exitstatus]).toEqual([
      undefined,
      undefined,
    ]);
    seen.abort.abort();
    hidden.abort.abort();
  });

  test("F11 is not stopped by a token without the right", async () => {
    const auditor = await owner.add({
      ...lab.entry("auditor"),
      host: "localhost",
    });
    const running = begin("104");
    const answer = await task("DELETE", running.upid, {
      query: `?serverId=${auditor.id}`,
    });
    running.abort.abort();
    expect(failure(answer, 403, "permission_denied").message).toContain(
      "Sys.Modify",
    );
  });
});
