// @vitest-environment node
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  runBulkVmAction,
  runVmAction,
  taskResult,
  taskStatus,
} from "../../supabase/functions/_shared/contract/actions.ts";
import type { Server } from "../../supabase/functions/_shared/contract/serverList.ts";
import { listVms } from "../../supabase/functions/_shared/contract/vms.ts";
import { startFakeProxmox, type FakeProxmox } from "./fakeProxmox.ts";
import {
  entryOf,
  failure,
  keepSecret,
  Person,
  success,
  useProduct,
} from "./product.ts";

let fake: FakeProxmox;
let owner: Person;
let server: Server;

useProduct();
beforeAll(async () => {
  [fake, owner] = await Promise.all([
    startFakeProxmox({ changeMs: 40 }),
    Person.signUp(),
  ]);
  server = await owner.add(entryOf(fake));
});
afterAll(() => fake.close());

const run = (changes: object) =>
  owner.call("POST", "vm-actions", {
    body: {
      serverId: server.id,
      node: "pve1",
      type: "qemu",
      vmid: 100,
      action: "start",
      ...changes,
    },
  });

const taskOf = (upid: string, serverId = server.id) =>
  owner.call(
    "GET",
    `vm-actions/tasks/${encodeURIComponent(upid)}?serverId=${serverId}`,
  );

/** Follows a task to its end, as the page does. */
async function followed(upid: string) {
  const ended = async () => {
    const task = success(await taskOf(upid), taskStatus);
    return task.status === "stopped" ? task : undefined;
  };
  await expect.poll(ended).toBeDefined();
  return success(await taskOf(upid), taskStatus);
}

const statusOf = async (id: string) => {
  const answer = await owner.call("GET", `list-vms?serverId=${server.id}`);
  return success(answer, listVms).vms.find((vm) => vm.id === id)?.status;
};

describe("one action", () => {
  test("a stopped guest is started: the UPID comes at once, the guest runs when its task has ended", async () => {
    expect(await statusOf("lxc/200")).toBe("stopped");
    const answer = await run({ type: "lxc", vmid: 200 });
    expect(answer.status).toBe(202);
    const { upid } = success(answer, runVmAction);
    expect(upid).toMatch(/^UPID:pve1:.*:vzstart:200:root@pam!muster:$/);
    expect(success(await taskOf(upid), taskStatus).status).toBe("running");
    const task = await followed(upid);
    expect(task).toMatchObject({ upid, node: "pve1", exitstatus: "OK" });
    expect(await statusOf("lxc/200")).toBe("running");
  });

  test("F37 F38 an accepted action can still fail: the end of the task tells", async () => {
    const { upid } = success(await run({ vmid: 101 }), runVmAction);
    const task = await followed(upid);
    expect(task.exitstatus).toBe("VM is locked (backup)");
    expect(taskResult(task)).toBe("failed");
  });

  test("options go along by Proxmox VE's names", async () => {
    success(
      await run({
        vmid: 102,
        action: "shutdown",
        options: { timeout: 30, forceStop: true },
      }),
      runVmAction,
    );
    // Beside it, whether the guest is still there is looked at.
    const sent = fake.seen.findLast(({ method }) => method === "POST");
    expect(sent?.path).toBe("/nodes/pve1/qemu/102/status/shutdown");
    const options = new URLSearchParams(sent?.body);
    expect(Object.fromEntries(options)).toEqual({
      timeout: "30",
      forceStop: "1",
    });
  });

  test("F12 what Proxmox VE refuses is said in its own words", async () => {
    const container = { type: "lxc", vmid: 200 };
    if ((await statusOf("lxc/200")) === "stopped")
      await followed(success(await run(container), runVmAction).upid);
    const answer = await run(container);
    expect(failure(answer, 502, "pve_error").message).toContain(
      "CT 200 already running",
    );
  });

  test("F11 a missing privilege is named", async () => {
    const look = await owner.add({
      ...entryOf(fake, "look only"),
      host: "localhost",
      api_token: keepSecret(fake.auditorToken),
    });
    const answer = await run({ serverId: look.id });
    expect(failure(answer, 403, "permission_denied").message).toContain(
      "VM.PowerMgmt",
    );
  });

  test("S04 S07 a server that is not the caller's, or is gone, is not reached", async () => {
    const stranger = await Person.signUp();
    const before = fake.seen.length;
    const errors = [];
    for (const serverId of [server.id, randomUUID()]) {
      const guest = { serverId, node: "pve1", type: "qemu", vmid: 100 };
      const body = { ...guest, action: "stop" };
      const answer = await stranger.call("POST", "vm-actions", { body });
      errors.push({ ...failure(answer, 404, "not_found"), requestId: "" });
      failure(
        await stranger.call(
          "GET",
          `vm-actions/tasks/UPID:pve1:0000AB12:00C0FFEE:65A1B2C3:qmstart:100:root@pam:?serverId=${serverId}`,
        ),
        404,
        "not_found",
      );
      const bulk = await stranger.call("POST", "vm-actions", {
        body: { action: "stop", items: [guest] },
      });
      const [result] = success(bulk, runBulkVmAction).results;
      expect(result).toMatchObject({ error: { code: "not_found" } });
      expect(result).not.toHaveProperty("upid");
    }
    expect(errors[1]).toEqual(errors[0]);
    expect(fake.seen).toHaveLength(before);
  });

  test("S07 nor is one that is switched off", async () => {
    const off = await owner.add({ ...entryOf(fake, "off"), host: "::1" });
    await owner.call("PUT", `proxmox-servers/${off.id}`, {
      body: { is_active: false },
    });
    failure(await run({ serverId: off.id }), 409, "server_inactive");
    const guests = [100, 102].map((vmid) => ({
      serverId: off.id,
      node: "pve1",
      type: "qemu",
      vmid,
    }));
    const bulk = await owner.call("POST", "vm-actions", {
      body: { action: "stop", items: guests },
    });
    for (const { error } of success(bulk, runBulkVmAction).results)
      expect(error).toEqual({
        code: "server_inactive",
        message: expect.stringMatching(/^"off" is switched off/) as string,
      });
    failure(
      await taskOf(
        "UPID:pve1:0000AB12:00C0FFEE:65A1B2C3:qmstart:100:root@pam:",
        off.id,
      ),
      409,
      "server_inactive",
    );
  });

  test("a task that Proxmox VE does not know is not found", async () => {
    const upid = "UPID:pve1:0000AB12:00C0FFEE:65A1B2C3:qmstart:100:root@pam:";
    failure(await taskOf(upid), 404, "not_found");
  });
});

describe("bulk", () => {
  test("every guest has its own result, in the order of the request, whatever becomes of the others", async () => {
    const [second, gone] = await Promise.all([
      startFakeProxmox(),
      startFakeProxmox(),
    ]);
    await gone.close();
    const [other, down] = await Promise.all([
      owner.add(entryOf(second, "second")),
      owner.add(entryOf(gone, "down")),
    ]);
    const items = [
      { serverId: server.id, node: "pve1", type: "qemu", vmid: 101 },
      { serverId: down.id, node: "pve1", type: "qemu", vmid: 100 },
      { serverId: other.id, node: "pve1", type: "qemu", vmid: 102 },
      { serverId: randomUUID(), node: "pve1", type: "qemu", vmid: 100 },
      { serverId: down.id, node: "pve1", type: "qemu", vmid: 101 },
      { serverId: other.id, node: "pve1", type: "lxc", vmid: 200 },
    ];
    const answer = await owner.call("POST", "vm-actions", {
      body: { action: "reset", items },
    });
    expect(answer.status).toBe(207);
    const { results } = success(answer, runBulkVmAction);
    expect(results).toMatchObject(items);
    expect(
      results.map(({ upid, error }) => error?.code ?? upid?.split(":")[5]),
    ).toEqual([
      "qmreset",
      "refused",
      "qmreset",
      "not_found",
      "refused",
      "validation_failed",
    ]);
    await second.close();
  });

  test("at most three guests of a server are in work at once", async () => {
    const busy = await startFakeProxmox({ changeMs: 30 });
    const its = await owner.add(entryOf(busy, "busy"));
    const items = Array.from({ length: 20 }, (_, index) => ({
      serverId: its.id,
      node: "pve1",
      type: "qemu",
      vmid: 100 + index,
    }));
    const { results } = success(
      await owner.call("POST", "vm-actions", {
        body: { action: "start", items },
      }),
      runBulkVmAction,
    );
    expect(results.every(({ upid }) => upid !== undefined)).toBe(true);
    expect(new Set(results.map(({ upid }) => upid)).size).toBe(20);
    expect(busy.mostAtOnce()).toBe(3);
    await busy.close();
  });

  test("a server that turns the token away is not asked for every guest", async () => {
    const strict = await startFakeProxmox();
    const its = await owner.add({
      ...entryOf(strict, "strict"),
      api_token: keepSecret(`root@pam!old=${randomUUID()}`),
    });
    const items = Array.from({ length: 20 }, (_, index) => ({
      serverId: its.id,
      node: "pve1",
      type: "lxc",
      vmid: 100 + index,
    }));
    const { results } = success(
      await owner.call("POST", "vm-actions", {
        body: { action: "stop", items },
      }),
      runBulkVmAction,
    );
    expect(results.every(({ error }) => error?.code === "auth_failed")).toBe(
      true,
    );
    expect(results.at(-1)?.error?.message).toMatch(/^Not sent/);
    expect(strict.seen.length).toBeLessThanOrEqual(3);
    await strict.close();
  });
});
