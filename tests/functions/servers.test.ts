// @vitest-environment node
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  listServers,
  serverPermissions,
} from "../../supabase/functions/_shared/contract/serverList.ts";
import {
  addServer,
  changeServer,
  removeServer,
  testServer,
} from "../../supabase/functions/_shared/contract/servers.ts";
import { startFakeProxmox, type FakeProxmox } from "./fakeProxmox.ts";
import {
  addressOf,
  asOperator,
  entryOf,
  failure,
  newToken,
  Person,
  success,
  useProduct,
} from "./product.ts";

let fake: FakeProxmox;
let owner: Person;
let stranger: Person;

useProduct();
beforeAll(async () => {
  [fake, owner, stranger] = await Promise.all([
    startFakeProxmox(),
    Person.signUp(),
    Person.signUp(),
  ]);
});
afterAll(() => fake.close());

/** Nobody listens there; what is saved is not contacted anyway. */
let lastPort = 20_000;
const entry = (changes: Record<string, unknown> = {}) => ({
  name: "pve1",
  host: "192.168.1.100",
  port: (lastPort += 1),
  api_token: newToken(),
  ...changes,
});

const listOf = async (person: Person, query = "") =>
  success(await person.call("GET", `proxmox-servers${query}`), listServers);

describe("adding", () => {
  test("a server is answered as its row, without its token, and nothing is sent to it", async () => {
    const { seen } = fake;
    const answer = await owner.call("POST", "proxmox-servers", {
      body: entryOf(fake, "  Rack 1  "),
    });
    const { server } = success(answer, addServer);
    expect(server).toMatchObject({
      user_id: owner.id,
      name: "Rack 1",
      host: "127.0.0.1",
      port: fake.port,
      verify_ssl: true,
      is_active: true,
      token_id: "root@pam!muster",
      trust_mode: "ca",
      last_connected_at: null,
      version: 1,
    });
    expect(Object.keys(answer.json as object)).toEqual(["server"]);
    expect(Object.keys(server).filter((key) => /token/.test(key))).toEqual([
      "token_id",
      "token_expires_at",
    ]);
    expect(seen).toEqual([]);
    await owner.call("DELETE", `proxmox-servers/${server.id}`);
  });

  test("port 8006 and the public authorities are what is meant when nothing is said", async () => {
    const server = await owner.add({
      name: "defaults",
      host: "PVE-Defaults.Example.ORG.",
      api_token: newToken(),
    });
    expect(server).toMatchObject({
      host: "pve-defaults.example.org",
      port: 8006,
      trust_mode: "system",
      verify_ssl: true,
    });
  });

  test("verify_ssl false means insecure; to say both differently is a mistake", async () => {
    const server = await owner.add(entry({ verify_ssl: false }));
    expect(server).toMatchObject({ trust_mode: "insecure", verify_ssl: false });
    for (const contradiction of [
      { verify_ssl: false, trust: { mode: "system" } },
      { verify_ssl: true, trust: { mode: "insecure" } },
    ]) {
      const answer = await owner.call("POST", "proxmox-servers", {
        body: entry(contradiction),
      });
      const { fields } = failure(answer, 400, "validation_failed");
      expect(Object.keys(fields ?? {})).toEqual(["verify_ssl"]);
    }
  });

  test("one host and port is one server, however it is spelt", async () => {
    const first = entry({ host: "pve-twice.example.org" });
    await owner.add(first);
    const again = await owner.call("POST", "proxmox-servers", {
      body: { ...first, host: "PVE-TWICE.example.org." },
    });
    expect(failure(again, 409, "server_exists").fields).toHaveProperty("host");
  });

  test("a name that cannot be looked up may be saved", async () => {
    const server = await owner.add(entry({ host: "nowhere.invalid" }));
    expect(server.host).toBe("nowhere.invalid");
  });

  test.each([
    ["N01", "169.254.169.254", 8006],
    ["N01", "fd00:ec2::254", 8006],
    ["N03", "fe80::1", 8006],
    ["N04", "kong", 8006],
    ["N04", "host.docker.internal", 8006],
    ["N09", "192.168.1.100", 22],
    ["N09", "192.168.1.100", 5432],
  ])(
    "%s the policy refuses %s port %i, and says where",
    async (_id, host, port) => {
      const answer = await owner.call("POST", "proxmox-servers", {
        body: entry({ host, port }),
      });
      const { fields } = failure(answer, 422, "address_not_allowed");
      expect(Object.keys(fields ?? {})).toEqual([
        port === 8006 ? "host" : "port",
      ]);
    },
  );

  test("L01 50 parallel adds on 45 used slots end at exactly 50, the others with a clear 409", async () => {
    const person = await Person.signUp();
    await Promise.all(Array.from({ length: 45 }, () => person.add(entry())));
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        person.call("POST", "proxmox-servers", { body: entry() }),
      ),
    );
    const added = answers.filter(({ status }) => status === 201);
    expect(added).toHaveLength(5);
    for (const answer of answers.filter(({ status }) => status !== 201))
      expect(failure(answer, 409, "limit_reached").message).toContain("50");
    const { servers, limit, hasOperatorServer } = await listOf(person);
    expect(servers).toHaveLength(50);
    expect(limit).toBe(50);
    expect(hasOperatorServer).toBe(false);
    expect(new Set(servers.map(({ slot }) => slot)).size).toBe(50);
  });
});

describe("owning", () => {
  test("S01 everybody lists their own servers", async () => {
    const server = await owner.add(entry());
    const own = (await listOf(owner)).servers;
    expect(own.map(({ id }) => id)).toContain(server.id);
    expect(own.every(({ user_id }) => user_id === owner.id)).toBe(true);
    expect((await listOf(stranger)).servers).toEqual([]);
  });

  test("S02 S03 a foreign server and one that does not exist are answered alike", async () => {
    const server = await owner.add(entry());
    const calls: [string, string, unknown?][] = [
      ["PUT", "", { name: "mine" }],
      ["PUT", "", { host: "10.0.0.9", api_token: newToken() }],
      ["DELETE", ""],
      ["GET", "/permissions"],
      ["POST", "test"],
    ];
    for (const [method, path, body] of calls) {
      const to = (id: string) =>
        path === "test"
          ? stranger.call(method, "proxmox-servers/test", { body: { id } })
          : stranger.call(method, `proxmox-servers/${id}${path}`, {
              ...(body !== undefined && { body }),
            });
      const foreign = failure(await to(server.id), 404, "not_found");
      const absent = failure(await to(randomUUID()), 404, "not_found");
      expect({ ...foreign, requestId: "" }).toEqual({
        ...absent,
        requestId: "",
      });
    }
    const [kept] = (await listOf(owner)).servers.filter(
      ({ id }) => id === server.id,
    );
    expect(kept).toEqual(server);
  });

  test("all servers are for administrators, and without a token even there", async () => {
    const admin = await Person.signUp();
    failure(
      await admin.call("GET", "proxmox-servers?scope=all"),
      403,
      "forbidden",
    );
    const server = await owner.add(entry());
    await asOperator(
      (sql) => sql`
        insert into public.user_roles (user_id, role)
        values (${admin.id}, 'admin') on conflict do nothing`,
    );
    const all = (await listOf(admin, "?scope=all")).servers;
    expect(all).toContainEqual({
      ...server,
      owner: { name: "", email: owner.email },
    });
    expect((await listOf(admin)).servers).toEqual([]);
    failure(
      await admin.call("PUT", `proxmox-servers/${server.id}`, {
        body: { name: "taken over" },
      }),
      404,
      "not_found",
    );
  });
});

describe("changing", () => {
  test("only what is named changes", async () => {
    const server = await owner.add(entry());
    const answer = await owner.call("PUT", `proxmox-servers/${server.id}`, {
      body: { name: "renamed", is_active: false },
    });
    const changed = success(answer, changeServer).server;
    expect(changed).toEqual({
      ...server,
      name: "renamed",
      is_active: false,
      version: 2,
      updated_at: changed.updated_at,
    });
  });

  test.each([
    ["host", "10.0.0.7"],
    ["port", 8007],
  ] as const)("C04 a new %s needs the token again", async (field, value) => {
    const server = await owner.add(entry());
    const change = (more: object) =>
      owner.call("PUT", `proxmox-servers/${server.id}`, {
        body: { [field]: value, ...more },
      });
    expect(
      failure(await change({}), 422, "token_required").fields,
    ).toHaveProperty("api_token");
    const moved = success(
      await change({ api_token: newToken() }),
      changeServer,
    ).server;
    expect(moved[field]).toBe(value);
    await owner.call("DELETE", `proxmox-servers/${server.id}`);
  });

  test("the policy is asked about a new address", async () => {
    const server = await owner.add(entry());
    failure(
      await owner.call("PUT", `proxmox-servers/${server.id}`, {
        body: { host: "169.254.169.254", api_token: newToken() },
      }),
      422,
      "address_not_allowed",
    );
  });

  test("verify_ssl true leaves a trust that checks as it is", async () => {
    const server = await owner.add(entryOf(fake, "trusting"));
    const change = async (body: object) =>
      success(
        await owner.call("PUT", `proxmox-servers/${server.id}`, { body }),
        changeServer,
      ).server;
    expect((await change({ verify_ssl: true })).trust_mode).toBe("ca");
    expect((await change({ verify_ssl: false })).trust_mode).toBe("insecure");
    expect((await change({ verify_ssl: true })).trust_mode).toBe("system");
    await owner.call("DELETE", `proxmox-servers/${server.id}`);
  });

  test("F35 the second of two edits of one version is told so", async () => {
    const server = await owner.add(entry());
    const edit = (name: string) =>
      owner.call("PUT", `proxmox-servers/${server.id}`, {
        body: { name, version: server.version },
      });
    success(await edit("first"), changeServer);
    failure(await edit("second"), 409, "version_conflict");
  });
});

describe("removing", () => {
  test("a removed server is gone, and its slot is free", async () => {
    const server = await owner.add(entry());
    const answer = await owner.call("DELETE", `proxmox-servers/${server.id}`);
    expect(answer).toMatchObject({ status: removeServer.status, text: "" });
    failure(
      await owner.call("DELETE", `proxmox-servers/${server.id}`),
      404,
      "not_found",
    );
    expect((await owner.add(entry())).slot).toBe(server.slot);
  });
});

describe("testing", () => {
  test("a server that is not saved yet is tried as it was entered, and not saved", async () => {
    const address = addressOf(fake);
    const before = (await listOf(owner)).servers.length;
    const answer = await owner.call("POST", "proxmox-servers/test", {
      body: address,
    });
    const result = success(answer, testServer);
    expect(result).toMatchObject({
      version: "8.4.21",
      release: "8.4",
      nodes: ["pve1"],
      permissions: { "/": { "VM.PowerMgmt": 1 } },
    });
    expect(result.latencyMs).toBeGreaterThanOrEqual(0);
    expect(result.certificate?.names).toContain("127.0.0.1");
    expect((await listOf(owner)).servers).toHaveLength(before);
  });

  test("a saved server is tried with its stored token, and what came of it is noted", async () => {
    const server = await owner.add(entryOf(fake));
    const tryIt = (more: object = {}) =>
      owner.call("POST", "proxmox-servers/test", {
        body: { id: server.id, ...more },
      });
    const noted = async () =>
      (await listOf(owner)).servers.find(({ id }) => id === server.id);

    failure(await tryIt({ api_token: newToken() }), 422, "auth_failed");
    expect(await noted()).toEqual(server);

    expect(success(await tryIt(), testServer).version).toBe("8.4.21");
    await expect.poll(noted).toMatchObject({
      proxmox_version: "8.4.21",
      cluster_name: "rack",
      last_error_code: null,
      last_connected_at: expect.any(String) as string,
      version: server.version,
      updated_at: server.updated_at,
    });
    const permissions = await owner.call(
      "GET",
      `proxmox-servers/${server.id}/permissions`,
    );
    expect(success(permissions, serverPermissions).permissions).toEqual({
      "/": { "VM.Audit": 1, "VM.PowerMgmt": 1 },
    });
    await owner.call("DELETE", `proxmox-servers/${server.id}`);
  });

  test("what a test has found is there as soon as the server is saved, and for nothing but what was tested", async () => {
    const ends = Math.trunc(Date.now() / 1000) + 86_400;
    const expiring = await startFakeProxmox({ tokenExpire: ends });
    const trust = { mode: "pin", fingerprint: expiring.fingerprint() };
    const address = { ...addressOf(expiring), trust };
    const tested = success(
      await owner.call("POST", "proxmox-servers/test", { body: address }),
      testServer,
    );
    expect(tested).toMatchObject({
      cluster: "rack",
      token: { isSeparated: false },
      receipt: expect.any(String) as string,
    });
    const { receipt, certificate } = tested;

    const server = await owner.add({ ...address, name: "tested", receipt });
    expect(server).toMatchObject({
      proxmox_version: "8.4.21",
      cluster_name: "rack",
      last_connected_at: expect.any(String) as string,
      pinned_certificate: certificate,
      version: 1,
    });
    expect(Date.parse(server.token_expires_at ?? "")).toBe(ends * 1000);

    const api_token = newToken();
    const change = async (body: object) =>
      success(
        await owner.call("PUT", `proxmox-servers/${server.id}`, { body }),
        changeServer,
      ).server;
    // Another token than the tested one: its end is not known, and nothing is noted.
    const untested = await change({ api_token, receipt, is_active: false });
    expect(untested.last_connected_at).toBe(server.last_connected_at);
    const back = await change({ api_token: address.api_token, receipt });
    expect(back.last_connected_at).not.toBe(server.last_connected_at);

    await owner.call("DELETE", `proxmox-servers/${server.id}`);
    await expiring.close();
  });

  test("the stored token cannot be sent anywhere else", async () => {
    const server = await owner.add(entryOf(fake));
    const elsewhere = await startFakeProxmox();
    const answer = await owner.call("POST", "proxmox-servers/test", {
      body: { id: server.id, host: elsewhere.host, port: elsewhere.port },
    });
    failure(answer, 400, "validation_failed");
    expect(elsewhere.seen).toEqual([]);
    await elsewhere.close();
    await owner.call("DELETE", `proxmox-servers/${server.id}`);
  });

  test("T01 under a wrong authority, or the public ones, the token is not sent", async () => {
    const other = await startFakeProxmox();
    const address = addressOf(other);
    for (const trust of [
      { mode: "ca", ca_certificate: fake.caCertificate },
      { mode: "system" },
      { mode: "pin", fingerprint: `${"AA:".repeat(31)}AA` },
    ]) {
      const answer = await owner.call("POST", "proxmox-servers/test", {
        body: { ...address, trust },
      });
      const code = trust.mode === "pin" ? "tls_changed" : "tls_untrusted";
      failure(answer, 502, code);
    }
    expect(other.seen).toEqual([]);
    await other.close();
  });

  test("F01 F10 a closed port and a refused token are told apart, by name", async () => {
    const address = addressOf(fake);
    const refused = await owner.call("POST", "proxmox-servers/test", {
      body: { ...address, api_token: newToken() },
    });
    failure(refused, 422, "auth_failed");
    const gone = await startFakeProxmox();
    await gone.close();
    const closed = addressOf(gone);
    const answer = await owner.call("POST", "proxmox-servers/test", {
      body: closed,
    });
    expect(failure(answer, 502, "refused").message).toContain(
      String(gone.port),
    );
  });
});
