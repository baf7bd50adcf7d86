// @vitest-environment node
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import {
  runBulkVmAction,
  runVmAction,
  taskResult,
  taskStatus,
} from "../../supabase/functions/_shared/contract/actions.ts";
import {
  changeGuest,
  createSnapshot,
} from "../../supabase/functions/_shared/contract/guestChanges.ts";
import {
  listBackups,
  readGuest,
} from "../../supabase/functions/_shared/contract/guests.ts";
import type { Server } from "../../supabase/functions/_shared/contract/serverList.ts";
import { act, signUpPeople, startLab, type Lab } from "./lab.ts";
import {
  asOperator,
  failure,
  Person,
  success,
  useProduct,
  type Answer,
} from "./product.ts";

let lab: Lab;
let owner: Person;
let server: Server;
let admin: Person;
let assigned: Person;

useProduct(async () => {
  lab = await startLab();
  return lab.environment;
});
beforeAll(async () => {
  [owner, { admin, assigned }] = await Promise.all([
    Person.signUp(),
    signUpPeople(),
  ]);
  server = await owner.add(lab.entry());
});
afterAll(() => lab.simulator.close());

const web = { node: "pve1", type: "qemu", vmid: 100 };
const send = (
  path: string,
  body: object,
  person = owner,
  serverId = server.id,
) =>
  person.call("POST", `vm-actions/${path}`, {
    body: { serverId, ...web, ...body },
  });
const change = (guest: string, body: object, person = owner) =>
  person.call("PUT", `vm-actions/guests/${guest}`, {
    body: { serverId: server.id, node: "pve1", ...body },
  });
const configOf = (vmid: number) => lab.inside.guests.get(vmid)?.config;
const snapshotsOf = (vmid: number) =>
  lab.inside.guests.get(vmid)?.snapshots.map(({ name }) => name);

/** How the task that an answer names comes to its end. */
async function endOf(answer: Answer): Promise<string | undefined> {
  // All that begin a task answer alike.
  const { upid } = success(answer, createSnapshot);
  await lab.inside.tasks.find(upid).done;
  const task = success(
    await owner.call(
      "GET",
      `vm-actions/tasks/${encodeURIComponent(upid)}?serverId=${server.id}`,
    ),
    taskStatus,
  );
  return task.exitstatus;
}

describe("snapshots", () => {
  test("are made, gone back to, and deleted, each by a task", async () => {
    const snapname = "with-memory";
    const body = { snapname, description: "Before\nthe change", vmstate: true };
    expect(await endOf(await send("snapshots", body))).toBe("OK");
    expect(lab.inside.guests.get(100)?.snapshots.at(-1)).toMatchObject({
      name: snapname,
      description: "Before\nthe change",
      vmstate: 1,
    });
    const back = await send(`snapshots/${snapname}/rollback`, {});
    expect(await endOf(back)).toBe("OK");
    const gone = await owner.call(
      "DELETE",
      `vm-actions/snapshots/${snapname}?serverId=${server.id}&node=pve1&type=qemu&vmid=100`,
    );
    expect(await endOf(gone)).toBe("OK");
    expect(snapshotsOf(100)).toEqual(["before", "after"]);
  });

  test("fail in Proxmox VE's own words", async () => {
    const twice = await send("snapshots", { snapname: "before" });
    expect(await endOf(twice)).toBe("snapshot name 'before' already used");
    const nothing = await send("snapshots/nothing/rollback", {});
    expect(await endOf(nothing)).toBe("snapshot 'nothing' does not exist");
    const locked = await send("snapshots", { vmid: 103, snapname: "now" });
    expect(await endOf(locked)).toBe("VM is locked (backup)");
  });

  test("P01 have names that stay in their segment of the path", async () => {
    for (const snapname of ["x", "1st", "current", "a/b", "..", "a b", ""])
      failure(await send("snapshots", { snapname }), 400, "validation_failed");
    failure(
      await send("snapshots/..%2F..%2Fconfig/rollback", {}),
      400,
      "validation_failed",
    );
    failure(
      await send("snapshots", { snapname: "ok", description: "bell\u0007" }),
      400,
      "validation_failed",
    );
  });
});

describe("backups", () => {
  const now = { storage: "local", mode: "snapshot", compress: "zstd" };

  test("are made where and as is wished, and leave the older ones", async () => {
    const begun = lab.watch("vzdump", 100);
    const body = {
      ...now,
      notes: "{{guestname}}\nby \\hand",
      protected: true,
    };
    expect(await endOf(await send("backups", body))).toBe("OK");
    const log = begun()[0]?.log[0];
    expect(log).toContain("--remove 0");
    expect(log).toContain("--notes-template {{guestname}}\\nby \\\\hand");
    const list = await owner.call(
      "GET",
      `list-vms/guests/qemu/100/backups?serverId=${server.id}&node=pve1`,
    );
    expect(success(list, listBackups).backups).toMatchObject([
      { storage: "local", format: "vma.zst", protected: true },
    ]);
  });

  test("F11 a privilege that is missing is named", async () => {
    const auditor = await owner.add({
      ...lab.entry("auditor"),
      host: "localhost",
    });
    const refused = [
      [
        await send("backups", now, owner, auditor.id),
        "Datastore.AllocateSpace",
      ],
      [
        await send("snapshots", { snapname: "now" }, owner, auditor.id),
        "VM.Snapshot",
      ],
    ] as const;
    for (const [answer, privilege] of refused)
      expect(failure(answer, 403, "permission_denied").message).toContain(
        privilege,
      );
  });
});

describe("copies and moves", () => {
  test("a clone has the name and the place that are wished", async () => {
    const body = { newid: 200, name: "web-copy", target: "pve2" };
    const cloned = await send("clones", { ...body, full: true });
    expect(await endOf(cloned)).toBe("OK");
    expect(configOf(200)).toMatchObject({ name: "web-copy" });
    expect(lab.inside.guests.get(200)?.node).toBe("pve2");

    const taken = failure(await send("clones", body), 502, "pve_error");
    expect(taken.message).toContain("config file already exists");
    const linked = { vmid: 9000, newid: 201, full: false };
    expect(await endOf(await send("clones", linked))).toBe("OK");
    const container = { type: "lxc", vmid: 102, newid: 202, name: "dns-copy" };
    expect(
      failure(await send("clones", container), 502, "pve_error").message,
    ).toContain("cannot clone a running container");
  });

  test("a guest goes to another node: a VM while it runs, a container by a restart", async () => {
    const there = { target: "pve2", "with-local-disks": true };
    const refused = await send("migrations", there);
    expect(failure(refused, 502, "pve_error").message).toContain("--online");
    const online = await send("migrations", { ...there, online: true });
    expect(await endOf(online)).toBe("OK");
    expect(lab.inside.guests.get(100)?.node).toBe("pve2");
    lab.move(100, "pve1");

    const dns = { type: "lxc", vmid: 102, target: "pve2", restart: true };
    expect(await endOf(await send("migrations", dns))).toBe("OK");
    lab.move(102, "pve1");
    const same = await send("migrations", { target: "pve1" });
    expect(failure(same, 422, "bad_request").fields).toEqual({
      target: "target is local node.",
    });
  });
});

describe("tags and notes", () => {
  test("are changed together, and taken away", async () => {
    const body = { tags: ["prod", "eu"], description: "Größe\n**bold**" };
    const answer = await change("qemu/100", body);
    expect(success(answer, changeGuest)).toEqual({ node: "pve1" });
    expect(configOf(100)).toMatchObject({
      tags: "prod;eu",
      description: "Größe\n**bold**",
    });
    success(await change("qemu/100", { tags: [] }), changeGuest);
    expect(configOf(100)).not.toHaveProperty("tags");
    expect(configOf(100)).toHaveProperty("description");
    success(await change("lxc/102", { tags: ["ct"] }), changeGuest);
    expect(configOf(102)).toMatchObject({ tags: "ct" });
  });

  test("not over somebody else's change", async () => {
    const page = await owner.call(
      "GET",
      `list-vms/guests/qemu/100?serverId=${server.id}&node=pve1`,
    );
    const { digest } = success(page, readGuest);
    const first = await change("qemu/100", { digest, description: "first" });
    success(first, changeGuest);
    const second = { digest, description: "second" };
    failure(await change("qemu/100", second), 409, "version_conflict");
    expect(configOf(100)?.description).toBe("first");
  });

  test("not of a locked guest, whose lock is named", async () => {
    const answer = await change("qemu/103", { description: "x" });
    expect(failure(answer, 502, "pve_error").message).toContain(
      "VM is locked (backup)",
    );
  });

  test("P06 and nothing else is", async () => {
    for (const body of [
      {},
      { name: "x" },
      { tags: ["a b"] },
      { tags: ["a;b"] },
      { tags: "prod" },
      { description: "\u0000" },
      { description: "x", delete: "scsi0" },
    ])
      failure(await change("qemu/100", body), 400, "validation_failed");
  });
});

describe("a guest that has moved since it was listed", () => {
  const stale = { node: "pve2", vmid: 100 };

  test("is followed, also where Proxmox VE does not look before it begins", async () => {
    // A start begins a task on any node, and the task fails; a reset is refused at once.
    for (const action of ["start", "reset"] as const) {
      const type = action === "start" ? "qmstart" : "qmreset";
      const vmid = action === "start" ? 101 : 100;
      const begun = lab.watch(type, vmid);
      const answer = await act(owner, {
        serverId: server.id,
        ...stale,
        vmid,
        action,
      });
      const { upid } = success(answer, runVmAction);
      expect(await endOf(answer)).toBe("OK");
      const there = begun().filter(({ node }) => node === "pve1");
      expect(there.map((task) => task.upid)).toEqual([upid]);
    }
    success(
      await change("qemu/100", { node: stale.node, description: "x" }),
      changeGuest,
    );
    const snapshot = { ...stale, snapname: "elsewhere" };
    expect(await endOf(await send("snapshots", snapshot))).toBe("OK");
    expect(snapshotsOf(100)).toContain("elsewhere");
  });

  test("in a bulk each is sent to where it is, and only there", async () => {
    const items = [100, 104, 103].map((vmid) => ({
      serverId: server.id,
      ...web,
      ...stale,
      vmid,
    }));
    const body = { action: "reset", items };
    const answer = await owner.call("POST", "vm-actions", { body });
    const { results } = success(answer, runBulkVmAction);
    expect(
      results.map(({ upid, error }) => upid?.split(":")[1] ?? error),
    ).toMatchObject(["pve1", "pve1", { code: "pve_error" }]);
    const onOldNode = lab.inside.tasks.of("pve2");
    expect(onOldNode.filter(({ type }) => type === "qmreset")).toEqual([]);
  });

  test("is not found when it is gone", async () => {
    const answer = await act(owner, {
      serverId: server.id,
      vmid: 998,
      action: "start",
    });
    failure(answer, 404, "not_found");
  });
});

describe("an answer that is lost", () => {
  const start = () =>
    act(owner, { serverId: server.id, vmid: 101, action: "start" });

  test("F22 is looked up among the tasks, and nothing is sent again", async () => {
    const begun = lab.watch("qmstart", 101);
    await lab.simulator.setFault("lab", { kind: "lost-answer" });
    const answering = start();
    await vi.waitUntil(() => begun().length > 0, { timeout: 20_000 });
    await lab.simulator.setFault("lab", null);
    const { upid } = success(await answering, runVmAction);
    expect(begun().map((task) => task.upid)).toEqual([upid]);
  });

  test("stays unknown when no task of it is there, and nothing is sent again", async () => {
    const begun = lab.watch("qmstart", 101);
    await lab.simulator.setFault("lab", { kind: "reset-request" });
    const answer = await start();
    await lab.simulator.setFault("lab", null);
    failure(answer, 502, "unknown_outcome");
    expect(begun()).toEqual([]);
  });
});

test("a task that ends in warnings has done its work", async () => {
  const spare = lab.inside.guests.get(101);
  if (spare) {
    spare.state = "stopped";
    spare.temperament.startWarning = "no efidisk configured";
  }
  const answer = await act(owner, {
    serverId: server.id,
    vmid: 101,
    action: "start",
  });
  const exitstatus = (await endOf(answer)) ?? "";
  expect(exitstatus).toBe("WARNINGS: 1");
  expect(taskResult({ status: "stopped", exitstatus })).toBe("warnings");
});

describe("on the operator's server", () => {
  const shared = (path: string, body: object, person: Person) =>
    person.call("POST", `vm-actions/${path}`, { body: { ...web, ...body } });

  test("an assignment allows power, and nothing that only administrators do", async () => {
    const stubborn = { ...web, vmid: 104 };
    success(
      await act(assigned, { ...stubborn, type: "qemu", action: "reset" }),
      runVmAction,
    );
    const target = { target: "pve2" };
    for (const [path, body] of [
      ["snapshots", { snapname: "mine" }],
      ["snapshots/before/rollback", {}],
      ["backups", { storage: "local", mode: "stop", compress: "0" }],
      ["clones", { newid: 300 }],
      ["migrations", target],
    ] as const) {
      failure(
        await shared(path, { ...stubborn, ...body }, assigned),
        403,
        "forbidden",
      );
      failure(
        await shared(path, { type: "lxc", vmid: 102, ...body }, assigned),
        404,
        "not_found",
      );
    }
    failure(
      await assigned.call("PUT", "vm-actions/guests/qemu/104", {
        body: { node: "pve1", tags: ["mine"] },
      }),
      403,
      "forbidden",
    );
    success(
      await shared("snapshots", { snapname: "admins" }, admin),
      createSnapshot,
    );
  });

  test("a guest is not followed to a node for which it is not assigned", async () => {
    lab.move(101, "pve2");
    const answer = await act(assigned, { vmid: 101, action: "stop" });
    lab.move(101, "pve1");
    failure(answer, 404, "not_found");
    expect(
      lab.inside.tasks.of("pve2").filter(({ type }) => type === "qmstop"),
    ).toEqual([]);
  });
});

test("every change is written down, before and after", async () => {
  const rows = await vi.waitUntil(
    () =>
      asOperator(async (sql) => {
        const found = await sql<
          {
            action: string;
            outcome: string;
            upid: string | null;
            detail: object;
          }[]
        >`select action, outcome, upid, detail from public.audit_log where actor = ${owner.id} and action in
          ('guest.snapshot', 'guest.rollback', 'guest.snapshot_delete', 'guest.backup', 'guest.clone', 'guest.migrate', 'guest.change') order by id`;
        const done = new Set(
          found
            .filter(({ outcome }) => outcome === "ok")
            .map(({ action }) => action),
        );
        return done.size === 7 && found;
      }),
    { timeout: 20_000, interval: 200 },
  );
  const first = rows.find(({ outcome }) => outcome === "ok");
  expect(first).toMatchObject({
    action: "guest.snapshot",
    detail: { snapname: "with-memory", vmstate: true },
  });
  expect(first?.upid).toMatch(/:qmsnapshot:100:/);
  // What people write about their guests is theirs.
  expect(JSON.stringify(rows)).not.toMatch(/Before|Größe/);
});
