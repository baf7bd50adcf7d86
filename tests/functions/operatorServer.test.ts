// @vitest-environment node
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  runBulkVmAction,
  runVmAction,
  taskStatus,
} from "../../supabase/functions/_shared/contract/actions.ts";
import { listServers } from "../../supabase/functions/_shared/contract/serverList.ts";
import { listVms } from "../../supabase/functions/_shared/contract/vms.ts";
import { startFakeProxmox, type FakeProxmox } from "./fakeProxmox.ts";
import {
  asOperator,
  entryOf,
  failure,
  keepSecret,
  Person,
  success,
  useProduct,
} from "./product.ts";

/** Administrator; may power 102 and see 100, wherever it runs; has no assignment. */
let admin: Person;
let assigned: Person;
let nobody: Person;
let fake: FakeProxmox;

useProduct(async () => {
  fake = await startFakeProxmox();
  return {
    PROXMOX_HOST: fake.host,
    PROXMOX_PORT: String(fake.port),
    PROXMOX_API_TOKEN: keepSecret(fake.token),
    PROXMOX_CA_CERT: fake.caCertificate.replaceAll("\n", "\\n"),
  };
});
beforeAll(async () => {
  [admin, assigned, nobody] = await Promise.all([
    Person.signUp(),
    Person.signUp(),
    Person.signUp(),
  ]);
  await asOperator(async (sql) => {
    await sql`insert into public.user_roles (user_id, role) values (${admin.id}, 'admin') on conflict do nothing`;
    await sql`insert into public.vm_assignments (user_id, node, vmid, can_power) values
      (${assigned.id}, 'pve1', 102, true), (${assigned.id}, null, 100, false), (${assigned.id}, 'pve2', 101, true)`;
  });
});
afterAll(() => fake.close());

const start = (person: Person, guest: object) =>
  person.call("POST", "vm-actions", {
    body: { node: "pve1", type: "qemu", vmid: 102, action: "start", ...guest },
  });
const taskOf = (person: Person, upid: string) =>
  person.call("GET", `vm-actions/tasks/${encodeURIComponent(upid)}`);
const upidOf = (vmid: string, type = "qmstart") =>
  `UPID:pve1:0000AB12:00C0FFEE:65A1B2C3:${type}:${vmid}:operator@pve:`;

describe("an administrator", () => {
  test("sees all of it, under no id, beside servers of their own", async () => {
    const own = await startFakeProxmox();
    const server = await admin.add(entryOf(own, "my own"));
    const list = success(await admin.call("GET", "list-vms"), listVms);
    expect(
      list.servers.map(({ serverId, serverName, ok }) => [
        serverId,
        serverName,
        ok,
      ]),
    ).toEqual([
      [server.id, "my own", true],
      [null, "Shared server", true],
    ]);
    const shared = <Row extends { serverId: string | null }>(rows: Row[]) =>
      rows.filter(({ serverId }) => serverId === null);
    expect(shared(list.vms)).toHaveLength(6);
    expect(list.vms.filter((vm) => "canPower" in vm)).toEqual([]);
    expect(shared(list.nodes)).toHaveLength(1);
    expect(shared(list.storages)).toHaveLength(1);
    await admin.call("DELETE", `proxmox-servers/${server.id}`);
    await own.close();
  });

  test("operates every guest, with serverId null or without one, and follows the task", async () => {
    for (const serverId of [{}, { serverId: null }]) {
      const answer = await start(admin, { ...serverId, action: "reboot" });
      const { upid } = success(answer, runVmAction);
      const task = success(await taskOf(admin, upid), taskStatus);
      expect(task.upid).toBe(upid);
    }
  });
});

describe("a person with assignments", () => {
  test("sees the assigned guests, and neither nodes nor storages", async () => {
    const answer = await assigned.call("GET", "list-vms");
    const list = success(answer, listVms);
    expect(list.vms.map(({ id }) => id).sort()).toEqual([
      "qemu/100",
      "qemu/102",
    ]);
    expect(list).toMatchObject({ nodes: [], storages: [] });
    expect(
      list.vms.map(({ vmid, canConsole, canPower }) => ({
        vmid,
        canConsole,
        canPower,
      })),
    ).toEqual(
      expect.arrayContaining([
        { vmid: 100, canConsole: false, canPower: false },
        { vmid: 102, canConsole: false, canPower: true },
      ]),
    );
    expect(answer.text).not.toContain(String(fake.port));
  });

  test("starts what they may start, and follows its task", async () => {
    const { upid } = success(
      await start(assigned, { action: "reboot" }),
      runVmAction,
    );
    success(await taskOf(assigned, upid), taskStatus);
  });

  test("may not start what they may only see", async () => {
    const before = fake.seen.length;
    failure(await start(assigned, { vmid: 100 }), 403, "forbidden");
    expect(fake.seen).toHaveLength(before);
  });

  test("reaches no other guest: not by its number, not by another node, not by its tasks", async () => {
    const before = fake.seen.length;
    for (const guest of [
      { vmid: 9000 },
      { vmid: 102, node: "pve2" },
      // assigned on pve2, and it is not there
      { vmid: 101 },
      { type: "lxc", vmid: 200 },
    ])
      failure(await start(assigned, guest), 404, "not_found");
    for (const upid of [
      upidOf("9000"),
      upidOf("102", "srvstart"),
      upidOf("", "stopall"),
      upidOf("102").replace("pve1", "pve2"),
    ])
      failure(await taskOf(assigned, upid), 404, "not_found");
    expect(fake.seen).toHaveLength(before);
  });

  test("gets a result for each guest of a bulk", async () => {
    const guest = (vmid: number) => ({ node: "pve1", type: "qemu", vmid });
    const answer = await assigned.call("POST", "vm-actions", {
      body: { action: "reboot", items: [100, 102, 9000].map(guest) },
    });
    expect(
      success(answer, runBulkVmAction).results.map(
        ({ upid, error }) => error?.code ?? upid?.split(":")[6],
      ),
    ).toEqual(["forbidden", "102", "not_found"]);
  });
});

describe("a person without assignments", () => {
  test("hears that there are guests to be assigned, and nothing else of them", async () => {
    const answer = await nobody.call("GET", "proxmox-servers");
    expect(success(answer, listServers)).toEqual({
      servers: [],
      limit: 50,
      hasOperatorServer: true,
    });
  });

  test("D23 does not see the server at all, also when they have none of their own", async () => {
    const list = success(await nobody.call("GET", "list-vms"), listVms);
    expect(list).toEqual({ servers: [], vms: [], nodes: [], storages: [] });
    const before = fake.seen.length;
    const { message } = failure(await start(nobody, {}), 404, "not_found");
    expect(message).toBe("There is no such server");
    failure(await taskOf(nobody, upidOf("102")), 404, "not_found");
    const bulk = await nobody.call("POST", "vm-actions", {
      body: {
        action: "stop",
        items: [{ node: "pve1", type: "qemu", vmid: 102 }],
      },
    });
    expect(success(bulk, runBulkVmAction).results[0]?.error?.code).toBe(
      "not_found",
    );
    expect(fake.seen).toHaveLength(before);
  });
});
