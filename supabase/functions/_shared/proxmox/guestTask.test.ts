import assert from "node:assert/strict";
import { AppError } from "../contract/errors.ts";
import { startGuestTask } from "./guestTask.ts";
import { statusTask } from "./guests.ts";
import { closePools } from "./pool.ts";
import { data, drop } from "./testing/fakeProxmox.ts";
import {
  callOf,
  gone,
  refusal,
  scriptedProxmox,
  type Script,
} from "./testing/scriptedProxmox.ts";
import { clientOf } from "./testing/target.ts";

const guest = { node: "pve1", type: "qemu", vmid: 100 } as const;
const seconds = Math.floor(Date.now() / 1000);
const upidOn = (
  node: string,
  { type = "qmstart", user = "root@pam!muster", at = seconds, id = 100 } = {},
) =>
  `UPID:${node}:0000AB12:00C0FFEE:${at.toString(16).toUpperCase().padStart(8, "0")}:${type}:${id}:${user}:`;

const start = (node: string) => `POST /nodes/${node}/qemu/100/status/start`;
const here = { "GET /nodes/pve1/qemu/100/config": data({ name: "web" }) };
const left = { "GET /nodes/pve1/qemu/100/config": gone("pve1", 100) };
const nowOn = (node: string) => ({
  "GET /cluster/resources": data([
    { id: "qemu/100", type: "qemu", vmid: 100, node },
    { id: "lxc/101", type: "lxc", vmid: 101, node: "pve1" },
  ]),
});
const taskOf = (upid: string, exitstatus?: string) => ({
  [`GET /nodes/pve1/tasks/${upid}/status`]: data({
    upid,
    node: "pve1",
    status: exitstatus === undefined ? "running" : "stopped",
    ...(exitstatus !== undefined && { exitstatus }),
    type: "qmstart",
    user: "root@pam",
    starttime: seconds,
  }),
});

/** Sends a start to a Proxmox VE that answers like this: what came of it, and what was sent that changes something. */
async function begin(
  script: Script,
  permit: (guest: { node: string }) => void = () => undefined,
) {
  await using server = scriptedProxmox(script);
  const outcome = await startGuestTask(clientOf(server), guest, permit, (at) =>
    statusTask({ ...at, action: "start" }),
  ).catch((error: unknown) => {
    assert.ok(error instanceof AppError, String(error));
    return error.code;
  });
  await closePools();
  const sent = server.requests.map(callOf);
  return {
    outcome,
    sent: sent.filter((call) => call.startsWith("POST")),
    lookedUp: sent.filter((call) => call === "GET /cluster/resources").length,
  };
}

Deno.test("a guest that is where it was is asked for once", async () => {
  const upid = upidOn("pve1");
  const begun = await begin({ ...here, [start("pve1")]: data(upid) });
  assert.deepEqual(begun, {
    outcome: upid,
    sent: [start("pve1")],
    lookedUp: 0,
  });
});

Deno.test(
  "one that has moved is followed once, whether the call is refused or its task fails",
  async () => {
    const doomed = upidOn("pve1");
    const upid = upidOn("pve2");
    const failed = `Configuration file 'nodes/pve1/qemu-server/100.conf' does not exist`;
    for (const first of [
      { [start("pve1")]: gone("pve1", 100) },
      { [start("pve1")]: data(doomed), ...taskOf(doomed, failed) },
    ]) {
      const begun = await begin({
        ...left,
        ...first,
        ...nowOn("pve2"),
        [start("pve2")]: data(upid),
      });
      assert.deepEqual(begun, {
        outcome: upid,
        sent: [start("pve1"), start("pve2")],
        lookedUp: 1,
      });
    }
  },
);

Deno.test("and never twice", async () => {
  const begun = await begin({
    ...left,
    ...nowOn("pve2"),
    [start("pve1")]: gone("pve1", 100),
    [start("pve2")]: gone("pve2", 100),
  });
  assert.deepEqual(begun, {
    outcome: "pve_error",
    sent: [start("pve1"), start("pve2")],
    lookedUp: 1,
  });
});

Deno.test("a task that has found its guest is not begun again", async () => {
  const upid = upidOn("pve1");
  const begun = await begin({
    ...left,
    ...nowOn("pve2"),
    [start("pve1")]: data(upid),
    ...taskOf(upid, "OK"),
  });
  assert.deepEqual(begun.sent, [start("pve1")]);
  assert.equal(begun.outcome, upid);
});

Deno.test("a guest that is nowhere else is not found", async () => {
  for (const where of [nowOn("pve1"), { "GET /cluster/resources": data([]) }]) {
    const begun = await begin({
      ...left,
      ...where,
      [start("pve1")]: gone("pve1", 100),
    });
    assert.equal(begun.outcome, "not_found");
    assert.deepEqual(begun.sent, [start("pve1")]);
  }
});

Deno.test("nor followed to where the caller may not", async () => {
  const begun = await begin(
    { ...left, ...nowOn("pve2"), [start("pve1")]: gone("pve1", 100) },
    ({ node }) => {
      if (node === "pve2") throw new AppError("forbidden", "Not there");
    },
  );
  assert.equal(begun.outcome, "forbidden");
  assert.deepEqual(begun.sent, [start("pve1")]);
});

Deno.test(
  "what keeps the look at the guest from an answer changes nothing",
  async () => {
    const upid = upidOn("pve1");
    for (const look of [
      refusal(403, "Permission check failed (/vms/100, VM.Audit)"),
      refusal(500, "got timeout"),
    ]) {
      const begun = await begin({
        "GET /nodes/pve1/qemu/100/config": look,
        [start("pve1")]: data(upid),
      });
      assert.equal(begun.outcome, upid);
    }
  },
);

Deno.test(
  "F22 of a lost answer the task is known by guest, token, kind and time",
  async () => {
    // Later than it is sent, however slow this machine is.
    const at = seconds + 600;
    const ours = upidOn("pve1", { at });
    const others = [
      upidOn("pve1", { at, user: "root@pam!other" }),
      upidOn("pve1", { at, user: "root@pam" }),
      upidOn("pve1", { at, type: "qmstop" }),
      upidOn("pve1", { at, id: 101 }),
      upidOn("pve1", { at: seconds - 60 }),
    ];
    const rows = (upids: string[]) => data(upids.map((upid) => ({ upid })));
    const lost = { ...here, [start("pve1")]: drop };
    const found = await begin({
      ...lost,
      "GET /nodes/pve1/tasks": rows([...others, ours]),
    });
    assert.deepEqual(found, {
      outcome: ours,
      sent: [start("pve1")],
      lookedUp: 0,
    });
    const unknown = await begin({
      ...lost,
      "GET /nodes/pve1/tasks": rows(others),
    });
    assert.equal(unknown.outcome, "unknown_outcome");
    assert.deepEqual(unknown.sent, [start("pve1")]);
  },
);
