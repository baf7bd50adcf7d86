import assert from "node:assert/strict";
import { AppError } from "../contract/errors.ts";
import { changeGuestStatus, type GuestAction } from "./guests.ts";
import { readTaskStatus } from "./tasks.ts";
import { data, fakeProxmox, pveAnswer } from "./testing/fakeProxmox.ts";
import { clientOf } from "./testing/target.ts";
import { closePools } from "./pool.ts";

const upid = "UPID:pve1:00000277:00033B93:6B039963:qmstart:100:dash@pve!ops:";

/** What goes to Proxmox VE for an action: path and form. */
async function sentFor(
  action: Partial<GuestAction>,
): Promise<[string, string]> {
  await using server = fakeProxmox(() => data(upid));
  const guest: GuestAction = {
    node: "pve1",
    type: "qemu",
    vmid: 100,
    action: "start",
    ...action,
  };
  assert.equal(await changeGuestStatus(clientOf(server), guest), upid);
  await closePools();
  const [request] = server.requests;
  assert.equal(request?.method, "POST");
  return [request.path, request.body];
}

Deno.test(
  "each action has its command, and hibernate is suspend to disk",
  async () => {
    for (const action of [
      "start",
      "shutdown",
      "reboot",
      "stop",
      "reset",
      "suspend",
      "resume",
    ] as const) {
      assert.deepEqual(await sentFor({ action }), [
        `/api2/json/nodes/pve1/qemu/100/status/${action}`,
        "",
      ]);
    }
    assert.deepEqual(await sentFor({ action: "hibernate" }), [
      "/api2/json/nodes/pve1/qemu/100/status/suspend",
      "todisk=1",
    ]);
    assert.deepEqual(
      await sentFor({ type: "lxc", vmid: 200, action: "stop" }),
      ["/api2/json/nodes/pve1/lxc/200/status/stop", ""],
    );
  },
);

Deno.test(
  "a guest gets the options that Proxmox VE knows for its kind and action, and no others",
  async () => {
    const options = { timeout: 30, forceStop: true, "overrule-shutdown": true };
    const formOf = async (action: Partial<GuestAction>) =>
      (await sentFor({ ...action, options }))[1];
    assert.equal(
      await formOf({ action: "shutdown" }),
      "timeout=30&forceStop=1",
    );
    assert.equal(
      await formOf({ action: "stop" }),
      "timeout=30&overrule-shutdown=1",
    );
    assert.equal(await formOf({ action: "reboot" }), "timeout=30");
    assert.equal(await formOf({ action: "resume" }), "");
    assert.equal(
      await formOf({ action: "stop", type: "lxc" }),
      "overrule-shutdown=1",
    );
  },
);

Deno.test(
  "P01 P02 P04 what is no guest, node or action is not sent",
  async () => {
    await using server = fakeProxmox(() => data(upid));
    const client = clientOf(server);
    const mistakes = [
      { node: "../../access" },
      { node: "%2e%2e" },
      { node: "pve1?x" },
      { type: "lxc", action: "reset" },
      { type: "lxc", action: "hibernate" },
      { type: "../nodes" },
      { vmid: "100/.." },
      { vmid: "١٠٠" },
      { action: "../config" },
      { action: "toString" },
      { action: "constructor" },
    ];
    for (const mistake of mistakes) {
      const guest = {
        node: "pve1",
        type: "qemu",
        vmid: 100,
        action: "start",
        ...mistake,
      } as GuestAction;
      await assert.rejects(
        changeGuestStatus(client, guest),
        (error) =>
          error instanceof AppError && error.code === "validation_failed",
        JSON.stringify(mistake),
      );
    }
    assert.equal(server.connections(), 0);
  },
);

Deno.test(
  "an action that is not answered with a UPID has not started a task",
  async () => {
    for (const answer of [null, "OK", "UPID:../..", 5]) {
      await using server = fakeProxmox(() => data(answer));
      await assert.rejects(
        changeGuestStatus(clientOf(server), {
          node: "pve1",
          type: "qemu",
          vmid: 100,
          action: "start",
        }),
        (error) =>
          error instanceof AppError && error.code === "invalid_response",
      );
      await closePools();
    }
  },
);

Deno.test(
  "a task's state comes from the node that its UPID names",
  async () => {
    const status = {
      upid,
      node: "pve1",
      status: "stopped",
      exitstatus: "OK",
      type: "qmstart",
      id: "100",
      user: "dash@pve",
      tokenid: "ops",
      starttime: 1795397987,
      pid: 631,
    };
    await using server = fakeProxmox(() =>
      data({ ...status, starttime: "1795397987" }),
    );
    assert.deepEqual(await readTaskStatus(clientOf(server), upid), status);
    assert.equal(
      server.requests[0]?.path,
      `/api2/json/nodes/pve1/tasks/${encodeURIComponent(upid)}/status`,
    );
    await closePools();
  },
);

Deno.test("a task that Proxmox VE does not know is not found", async () => {
  await using server = fakeProxmox(() =>
    pveAnswer("400 Parameter verification failed.", {
      data: null,
      errors: { upid: "no such task" },
    }),
  );
  await assert.rejects(
    readTaskStatus(clientOf(server), upid),
    (error) =>
      error instanceof AppError &&
      error.code === "not_found" &&
      error.message.startsWith('"pve1" knows no such task'),
  );
  await closePools();
});

Deno.test("P03 what is no UPID is not asked for", async () => {
  await using server = fakeProxmox(() => data(null));
  for (const wrong of [
    "",
    "UPID:pve1",
    `${upid}\n`,
    upid.replace("pve1", "../pve1"),
    upid.replace("100", "a/b"),
    `x${upid}`,
    upid.replace("qmstart", "qm start"),
  ]) {
    await assert.rejects(
      readTaskStatus(clientOf(server), wrong),
      (error) =>
        error instanceof AppError && error.code === "validation_failed",
    );
  }
  assert.equal(server.connections(), 0);
});
