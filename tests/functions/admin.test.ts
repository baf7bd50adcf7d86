// @vitest-environment node
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { poolNamed } from "../../simulator/fleet.ts";
import {
  runBulkVmAction,
  runVmAction,
} from "../../supabase/functions/_shared/contract/actions.ts";
import {
  assignmentRuleSchema,
  deactivateServer,
  personRowSchema,
  reactivateServer,
  readHealth,
  serverRowSchema,
} from "../../supabase/functions/_shared/contract/admin.ts";
import { requestConsole } from "../../supabase/functions/_shared/contract/console.ts";
import { readGuest } from "../../supabase/functions/_shared/contract/guests.ts";
import { listServers } from "../../supabase/functions/_shared/contract/serverList.ts";
import { testServer } from "../../supabase/functions/_shared/contract/servers.ts";
import {
  listTaskHistory,
  listTasks,
  readTaskLog,
} from "../../supabase/functions/_shared/contract/tasks.ts";
import { listVms } from "../../supabase/functions/_shared/contract/vms.ts";
import { openConsole, ticketFor } from "./consoles.ts";
import { startFakeProxmox, type FakeProxmox } from "./fakeProxmox.ts";
import { act, startLab, type Lab } from "./lab.ts";
import {
  allowedOrigin,
  asOperator,
  entryOf,
  failure,
  Person,
  product,
  success,
  useProduct,
  type Answer,
} from "./product.ts";

let lab: Lab;
let fake: FakeProxmox;
let admin: Person;
let owner: Person;
let stranger: Person;
let serverId: string;

useProduct(async () => {
  [lab, fake] = await Promise.all([startLab(), startFakeProxmox()]);
  poolNamed(lab.inside, "team/web").vmids.add(101);
  return {
    ...lab.environment,
    PROXMOX_ALLOWED_CIDRS: "127.0.0.0/8, 10.0.0.0/8",
    PROXMOX_ALLOWED_PORTS: "1024-65535",
  };
});
beforeAll(async () => {
  [admin, owner, stranger] = await Promise.all([
    Person.signUp(),
    Person.signUp(),
    Person.signUp(),
  ]);
  await asOperator(
    (sql) =>
      sql`insert into public.user_roles (user_id, role) values (${admin.id}, 'admin')`,
  );
  serverId = (await owner.add(entryOf(fake, "Rack"))).id;
});
afterAll(async () => {
  await Promise.all([lab.simulator.close(), fake.close()]);
});

const guest = (vmid: number, type = "qemu") => ({ node: "pve1", type, vmid });

/** All but the request's id: what tells nothing tells it in the same words. */
function wordsOf(answer: Answer) {
  const { requestId, ...words } = failure(answer, 404, "not_found");
  expect(requestId).not.toBe("");
  return words;
}

describe("guests that are assigned by a tag or a pool", () => {
  let follower: Person;
  /** See and power what is tagged "web"; see and open the console of what is in the pool "team" or inside it. */
  let rules: { id: string; kind: string }[];

  beforeAll(async () => {
    follower = await Person.signUp();
    const rule = (kind: string, value: string) => ({
      user_id: follower.id,
      kind,
      value,
      can_console: false,
      can_power: false,
    });
    const made = await admin.rest("POST", "assignment_rules", [
      { ...rule("tag", "web"), can_power: true },
      { ...rule("pool", "team"), can_console: true },
    ]);
    expect(made.status, made.text).toBe(201);
    rules = (made.json as unknown[]).map((row) =>
      assignmentRuleSchema.parse(row),
    );
  });

  const seen = async () => {
    const list = success(await follower.call("GET", "list-vms"), listVms);
    expect(list).toMatchObject({ nodes: [], storages: [] });
    return list.vms.map(({ vmid }) => vmid).sort();
  };
  const detail = (vmid: number, type = "qemu") =>
    follower.call("GET", `list-vms/guests/${type}/${String(vmid)}?node=pve1`);

  test("are in the list, and what gets the tag follows", async () => {
    expect(await seen()).toEqual([100, 101]);
    const dns = lab.inside.guests.get(102);
    if (!dns) throw new Error("There is no guest 102");
    dns.config["tags"] = "web;dns";
    expect(await seen()).toEqual([100, 101, 102]);
    success(await detail(102, "lxc"), readGuest);
    delete dns.config["tags"];
    expect(await seen()).toEqual([100, 101]);
    failure(await detail(102, "lxc"), 404, "not_found");
  });

  test("come with what the rule allows", async () => {
    const list = success(await follower.call("GET", "list-vms"), listVms);
    const rights = list.vms.map(({ vmid, canConsole, canPower }) => [
      vmid,
      { canConsole, canPower },
    ]);
    expect(Object.fromEntries(rights)).toEqual({
      100: { canConsole: false, canPower: true },
      101: { canConsole: true, canPower: false },
    });
  });

  test("are seen, operated and opened as far as the rule goes, and followed in their tasks", async () => {
    success(await detail(101), readGuest);
    const { upid } = success(
      await act(follower, { vmid: 100, action: "reboot" }),
      runVmAction,
    );
    const log = `vm-actions/tasks/${encodeURIComponent(upid)}/log`;
    success(await follower.call("GET", log), readTaskLog);
    failure(
      await act(follower, { vmid: 101, action: "start" }),
      403,
      "forbidden",
    );
    const ask = (vmid: number) =>
      follower.call("POST", "vm-console", {
        body: { ...guest(vmid), kind: "vnc" },
      });
    success(await ask(101), requestConsole);
    failure(await ask(100), 403, "forbidden");
    failure(
      await follower.call("GET", "list-vms/guests/qemu/100/clone?node=pve1"),
      403,
      "forbidden",
    );
  });

  test("are alone in the lists of tasks", async () => {
    await act(admin, { vmid: 104, action: "reset" });
    const read = (path: string) => follower.call("GET", `vm-actions/${path}`);
    const running = success(await read("tasks"), listTasks);
    const past = success(await read("tasks/history"), listTaskHistory);
    for (const { tasks } of [running, past]) {
      const ids = tasks.map(({ id }) => id);
      expect(ids).toContain("100");
      expect(ids.filter((id) => id !== "100" && id !== "101")).toEqual([]);
    }
  });

  test("everything else of the server is as absent as a foreign server, on every path", async () => {
    const foreign = wordsOf(
      await follower.call(
        "GET",
        `list-vms/guests/qemu/100?serverId=${serverId}&node=pve1`,
      ),
    );
    const [taskOf104] = lab.inside.tasks
      .of("pve1")
      .filter(({ id }) => id === "104");
    const upid = encodeURIComponent(taskOf104?.upid ?? "");
    for (const answer of [
      await detail(104),
      await act(follower, { vmid: 104, action: "stop" }),
      await follower.call("GET", "list-vms/guests/qemu/104/clone?node=pve1"),
      await follower.call("GET", `vm-actions/tasks/${upid}`),
      await follower.call("GET", `vm-actions/tasks/${upid}/log`),
      await follower.call("DELETE", `vm-actions/tasks/${upid}`),
      await follower.call("POST", "vm-actions/snapshots", {
        body: { ...guest(104), snapname: "mine" },
      }),
      await follower.call("POST", "vm-console", {
        body: { ...guest(104), kind: "vnc" },
      }),
      // Who has nothing of it at all.
      await stranger.call("GET", "list-vms/guests/qemu/100?node=pve1"),
    ])
      expect(wordsOf(answer)).toEqual(foreign);

    const bulk = await follower.call("POST", "vm-actions", {
      body: { action: "reboot", items: [100, 101, 104].map((id) => guest(id)) },
    });
    expect(
      success(bulk, runBulkVmAction).results.map(
        ({ upid, error }) => error?.code ?? upid?.split(":")[6],
      ),
    ).toEqual(["100", "forbidden", "not_found"]);
  });

  test("a console ends when its rule goes, and the guest with it", async () => {
    const pool = rules.find(({ kind }) => kind === "pool");
    const ticket = await ticketFor(follower, { ...guest(101), kind: "vnc" });
    const opened = await openConsole(ticket);
    opened.socket.close();
    const late = await ticketFor(follower, { ...guest(101), kind: "vnc" });
    const gone = await admin.rest(
      "DELETE",
      `assignment_rules?id=eq.${pool?.id ?? ""}`,
    );
    expect(gone.json).toHaveLength(1);
    await expect(openConsole(late)).rejects.toThrow();
    expect(await seen()).toEqual([100]);
  });

  test("with the last rule goes the server", async () => {
    await admin.rest("DELETE", `assignment_rules?user_id=eq.${follower.id}`);
    const list = success(await follower.call("GET", "list-vms"), listVms);
    expect(list.servers).toEqual([]);
  });

  test("many guests are assigned to many people by one call, and taken back", async () => {
    const bulk = {
      p_user_ids: [follower.id, stranger.id],
      p_vmids: [100, 104],
    };
    const given = await admin.rest("POST", "rpc/assign_guests", {
      ...bulk,
      p_can_power: true,
    });
    expect(given.json).toBe(4);
    expect(await seen()).toEqual([100, 104]);
    const taken = await admin.rest("POST", "rpc/unassign_guests", bulk);
    expect(taken.json).toBe(4);
    const refused = await follower.rest("POST", "rpc/assign_guests", bulk);
    expect(refused.status, refused.text).toBe(403);
  });
});

describe("a server that an administrator has switched off", () => {
  const deactivation = (id = serverId) => `proxmox-servers/${id}/deactivation`;
  const reason = "It scans our network";
  const deactivate = (person: Person, id = serverId) =>
    person.call("POST", deactivation(id), { body: { reason } });

  test("S20: is switched off by nobody else, with a reason, and only if it is there", async () => {
    for (const person of [owner, stranger])
      for (const id of [serverId, randomUUID()]) {
        failure(await deactivate(person, id), 403, "forbidden");
        failure(
          await person.call("DELETE", deactivation(id)),
          403,
          "forbidden",
        );
      }
    failure(await deactivate(admin, randomUUID()), 404, "not_found");
    for (const body of [{}, { reason: " " }, { reason: "a\nb" }]) {
      const answer = await admin.call("POST", deactivation(), { body });
      const { fields } = failure(answer, 400, "validation_failed");
      expect(Object.keys(fields ?? {})).toEqual(["reason"]);
    }
  });

  test("tells its owner why, is not reached any more, and stays off until an administrator says otherwise", async () => {
    const { server } = success(await deactivate(admin), deactivateServer);
    expect(server).toMatchObject({
      user_id: owner.id,
      is_active: false,
      deactivated_by: admin.id,
      deactivated_reason: reason,
    });
    const own = success(
      await owner.call("GET", "proxmox-servers"),
      listServers,
    );
    expect(own.servers[0]?.deactivated_reason).toBe(reason);

    const before = fake.seen.length;
    const at = { serverId, ...guest(100) };
    const path = `proxmox-servers/${serverId}`;
    const refusals = await Promise.all([
      owner.call("GET", `list-vms?serverId=${serverId}`),
      owner.call(
        "GET",
        `list-vms/guests/qemu/100?serverId=${serverId}&node=pve1`,
      ),
      owner.call("POST", "vm-actions", { body: { ...at, action: "start" } }),
      owner.call("POST", "vm-console", { body: { ...at, kind: "vnc" } }),
      owner.call("POST", "proxmox-servers/test", { body: { id: serverId } }),
      owner.call("GET", `${path}/permissions`),
    ]);
    for (const answer of refusals)
      expect(failure(answer, 409, "server_deactivated").message).toContain(
        reason,
      );
    for (const [method, body] of [
      ["PUT", { is_active: true }],
      ["PUT", { host: "127.0.0.2", api_token: fake.token }],
      ["DELETE", undefined],
    ] as const)
      failure(
        await owner.call(method, path, { ...(body && { body }) }),
        409,
        "server_deactivated",
      );
    const list = success(await owner.call("GET", "list-vms"), listVms);
    expect(list.servers).toEqual([]);
    expect(fake.seen).toHaveLength(before);
    expect(
      (await owner.call("PUT", path, { body: { name: "Rack 2" } })).status,
    ).toBe(200);

    const back = success(
      await admin.call("DELETE", deactivation()),
      reactivateServer,
    );
    expect(back.server).toMatchObject({
      is_active: true,
      deactivated_at: null,
      deactivated_reason: null,
    });
    const tested = await owner.call("POST", "proxmox-servers/test", {
      body: { id: serverId },
    });
    success(tested, testServer);
  });

  test("A01 is in the log of both, with the reason", async () => {
    const log = (person: Person) =>
      person.rest(
        "GET",
        "audit_log?action=in.(server.deactivate,server.reactivate)&outcome=eq.ok&order=id&select=action,actor,owner,server_name,detail",
      );
    const entries = [
      {
        action: "server.deactivate",
        actor: admin.id,
        owner: owner.id,
        server_name: "Rack",
        detail: { reason },
      },
      { action: "server.reactivate", actor: admin.id, owner: owner.id },
    ];
    // The second entry of a call is not waited for.
    await expect
      .poll(async () => (await log(owner)).json)
      .toMatchObject(entries);
    expect((await log(admin)).json).toMatchObject(entries);
    expect((await log(stranger)).json).toEqual([]);
    const tries = await owner.rest(
      "GET",
      `audit_log?outcome=eq.denied&action=eq.server.deactivate&select=actor`,
    );
    expect(tries.json).toHaveLength(2);
  });
});

describe("an administrator", () => {
  test("S20: sees everybody's servers and whose they are, and does nothing with them", async () => {
    const all = await admin.call("GET", "proxmox-servers?scope=all");
    expect(success(all, listServers).servers).toMatchObject([
      { id: serverId, owner: { email: owner.email, name: "" } },
    ]);
    expect(all.text).not.toMatch(/ciphertext|api_token|"token"/);
    const rows = await admin.rest("POST", "rpc/list_all_servers", {
      p_search: owner.email,
    });
    expect(
      (rows.json as unknown[]).map((row) => serverRowSchema.parse(row)),
    ).toMatchObject([{ id: serverId, owner_email: owner.email, total: 1 }]);

    const before = fake.seen.length;
    const at = { serverId, ...guest(100) };
    const foreign = wordsOf(
      await admin.call("DELETE", `proxmox-servers/${randomUUID()}`),
    );
    for (const answer of await Promise.all([
      admin.call("GET", `list-vms?serverId=${serverId}`),
      admin.call("POST", "vm-actions", { body: { ...at, action: "start" } }),
      admin.call("POST", "vm-console", { body: { ...at, kind: "vnc" } }),
      admin.call("POST", "proxmox-servers/test", { body: { id: serverId } }),
      admin.call("POST", "proxmox-servers/certificate", {
        body: { id: serverId },
      }),
      admin.call("GET", `proxmox-servers/${serverId}/permissions`),
      admin.call("PUT", `proxmox-servers/${serverId}`, { body: { name: "x" } }),
      admin.call("DELETE", `proxmox-servers/${serverId}`),
    ]))
      expect(wordsOf(answer)).toEqual(foreign);
    expect(fake.seen).toHaveLength(before);
  });

  test("finds people, with their last sign-in and what they have", async () => {
    const answer = await admin.rest("POST", "rpc/list_people", {
      p_search: owner.email,
    });
    const [row] = answer.json as unknown[];
    expect(personRowSchema.parse(row)).toMatchObject({
      id: owner.id,
      is_admin: false,
      servers: 1,
      total: 1,
      // Auth of @supabase/lite knows none.
      has_second_factor: null,
    });
    expect(personRowSchema.parse(row).last_sign_in_at).not.toBeNull();
  });

  test("makes another administrator, and the last one stays", async () => {
    const role = { user_id: stranger.id, role: "admin" };
    const made = await admin.rest("POST", "user_roles", role);
    expect(made.status, made.text).toBe(201);
    const undo = (person: Person) =>
      admin.rest("DELETE", `user_roles?role=eq.admin&user_id=eq.${person.id}`);
    expect((await undo(stranger)).json).toHaveLength(1);
    const last = await undo(admin);
    expect(last.status).toBe(409);
    expect(last.json).toMatchObject({ hint: "last_admin" });
  });

  test("reads the health of the installation, which holds no secret", async () => {
    const answer = await admin.call("GET", "proxmox-servers/health");
    const health = success(answer, readHealth);
    expect(health).toMatchObject({
      vault: {
        problem: null,
        keys: [
          { id: 1, tokens: 1, isConfigured: true, fits: true, isNewest: true },
        ],
        tokensUnderOldKeys: 0,
      },
      database: { unsafeLogging: [] },
      access: {
        adminRequiresMfa: false,
        admins: 1,
        adminsWithoutSecondFactor: null,
        allowedOrigins: [allowedOrigin],
      },
      addresses: {
        problem: null,
        policy: {
          network: "private",
          allowedRanges: ["127.0.0.0/8", "10.0.0.0/8"],
          deniedRanges: [],
          allowedPorts: ["1024-65535"],
          allowLoopback: true,
        },
      },
      runtime: { deno: "2.1.4" },
      servers: { total: 1, active: 1, failing: 0, failures: [] },
      operatorServer: { isConfigured: true, error: null },
    });
    expect(health.database.migrations?.newest).toMatch(/^\d{14}$/);
    expect(health.operatorServer.version).not.toBeNull();
    // Where the operator's server is, is the operator's matter.
    expect(answer.text).not.toContain(lab.environment["PROXMOX_PORT"]);
    failure(
      await owner.call("GET", "proxmox-servers/health"),
      403,
      "forbidden",
    );
  });
});

describe("where administrators need a second factor", () => {
  let passed: Person;
  const require = (isOn: boolean) =>
    asOperator(
      (sql) => sql`update private.settings set admin_requires_mfa = ${isOn}`,
    );
  beforeAll(async () => {
    await require(true);
    passed = await admin.withClaims({ aal: "aal2" });
  });
  afterAll(() => require(false));

  const calls: [string, string, object?][] = [
    ["GET", "proxmox-servers?scope=all"],
    ["GET", "proxmox-servers/health"],
    ["POST", "proxmox-servers/ID/deactivation", { reason: "x" }],
    ["DELETE", "proxmox-servers/ID/deactivation"],
    ["GET", "list-vms/guests/qemu/104?node=pve1"],
    ["GET", "list-vms/guests/qemu/104/clone?node=pve1"],
    ["POST", "vm-actions", { ...guest(104), action: "reset" }],
    ["POST", "vm-console", { ...guest(104), kind: "vnc" }],
  ];
  const statuses = (person: Person) =>
    Promise.all(
      calls.map(async ([method, path, body]) => {
        const answer = await person.call(method, path.replace("ID", serverId), {
          ...(body && { body }),
        });
        return answer.status;
      }),
    );

  test("S19: a session without it is that of a person like others", async () => {
    const weak = await admin.withClaims({ aal: "aal1" });
    for (const session of [admin, weak]) {
      expect(await statuses(session)).toEqual([
        403, 403, 403, 403, 404, 404, 404, 404,
      ]);
      for (const [path, body] of [
        ["list_people", {}],
        ["list_all_servers", {}],
        ["installation_state", {}],
        ["log_safety", {}],
        ["assign_guests", { p_user_ids: [], p_vmids: [] }],
        ["unassign_guests", { p_user_ids: [], p_vmids: [] }],
      ] as const)
        expect(
          (await session.rest("POST", `rpc/${path}`, body)).status,
          path,
        ).toBe(403);
      const others = await session.rest(
        "GET",
        `profiles?id=neq.${admin.id}&select=id`,
      );
      expect(others.json).toEqual([]);
      const role = { user_id: stranger.id, role: "admin" };
      expect((await session.rest("POST", "user_roles", role)).status).toBe(403);
    }
  });

  test("S19: a session with it is an administrator's, and the health page says so", async () => {
    const [all, health, ...others] = await statuses(passed);
    expect([all, health]).toEqual([200, 200]);
    expect(others).toEqual([200, 200, 200, 200, 202, 201]);
    const answer = await passed.call("GET", "proxmox-servers/health");
    expect(success(answer, readHealth).access.adminRequiresMfa).toBe(true);
  });
});

describe("one's own account", () => {
  const auth = (path: string, body: object) =>
    fetch(`${product.url}/auth/v1/${path}`, {
      method: "POST",
      headers: {
        apikey: product.publishableKey,
        "content-type": "application/json",
      },
      body: JSON.stringify(body),
    });

  test("is exported whole, without tokens", async () => {
    const answer = await owner.rest("POST", "rpc/export_own_data", {});
    expect(answer.json).toMatchObject({
      profile: { email: owner.email, theme: "system" },
      roles: [{ role: "user" }],
      servers: [{ id: serverId, token_id: "root@pam!muster" }],
    });
    // expectNoSecret has looked at all of it.
    expect(answer.text).not.toContain("ciphertext");
  });

  test("is deleted by a person who has signed in just now, and is gone at once", async () => {
    const leaver = await Person.signUp();
    await leaver.add(entryOf(fake, "Mine"));
    const remove = () => leaver.rest("POST", "rpc/delete_own_account", {});
    await asOperator(
      (sql) =>
        sql`update auth.sessions set created_at = now() - interval '1 hour' where user_id = ${leaver.id}`,
    );
    const old = await remove();
    expect(old.status).toBe(403);
    expect(old.json).toMatchObject({ hint: "recent_sign_in_required" });

    const signedIn = await auth("token?grant_type=password", {
      email: leaver.email,
      password: "correct horse battery staple",
    });
    const session = (await signedIn.json()) as {
      access_token: string;
      refresh_token: string;
    };
    const claims = JSON.parse(
      Buffer.from(
        session.access_token.split(".")[1] ?? "",
        "base64url",
      ).toString(),
    ) as object;
    const fresh = await leaver.withClaims(claims);
    const done = await fresh.rest("POST", "rpc/delete_own_account", {});
    expect(done.status, done.text).toBe(204);

    for (const person of [leaver, fresh]) {
      failure(await person.call("GET", "list-vms"), 401, "unauthorized");
      failure(
        await person.call("POST", "proxmox-servers", { body: entryOf(fake) }),
        401,
        "unauthorized",
      );
      expect((await person.rest("GET", "profiles?select=id")).json).toEqual([]);
    }
    const { refresh_token } = session;
    for (const answer of [
      await auth("token?grant_type=refresh_token", { refresh_token }),
      await auth("token?grant_type=password", {
        email: leaver.email,
        password: "correct horse battery staple",
      }),
    ])
      expect(answer.status).toBe(400);
    const left = await asOperator(
      (sql) => sql<{ rows: number }[]>`
        select (select count(*) from public.proxmox_servers where user_id = ${leaver.id})::int
          + (select count(*) from auth.sessions where user_id = ${leaver.id})::int as rows`,
    );
    expect(left[0]?.rows).toBe(0);
    const entry = await admin.rest(
      "GET",
      `audit_log?action=eq.account.delete&actor=eq.${leaver.id}&select=outcome,ip,detail`,
    );
    expect(entry.json).toEqual([{ outcome: "ok", ip: null, detail: {} }]);
  });

  test("S23: stays where it is the last administrator's", async () => {
    const answer = await admin.rest("POST", "rpc/delete_own_account", {});
    expect(answer.status).toBe(409);
    expect(answer.json).toMatchObject({ hint: "last_admin" });
  });
});
