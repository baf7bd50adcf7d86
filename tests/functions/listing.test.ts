// @vitest-environment node
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  listServers,
  type Server,
} from "../../supabase/functions/_shared/contract/serverList.ts";
import { changeServer } from "../../supabase/functions/_shared/contract/servers.ts";
import {
  listVms,
  vmListLineSchema,
} from "../../supabase/functions/_shared/contract/vms.ts";
import { startFakeProxmox, type FakeProxmox } from "./fakeProxmox.ts";
import {
  asOperator,
  entryOf,
  failure,
  newToken,
  Person,
  product,
  success,
  useProduct,
} from "./product.ts";

let good: FakeProxmox;
let silent: FakeProxmox;

useProduct();
beforeAll(async () => {
  [good, silent] = await Promise.all([
    startFakeProxmox(),
    startFakeProxmox({ silent: true }),
  ]);
});
afterAll(() => Promise.all([good.close(), silent.close()]));

const listOf = async (person: Person, query = "") =>
  success(await person.call("GET", `list-vms${query}`), listVms);

describe("one document", () => {
  test("guests, nodes and storages come as Proxmox VE's rows, with the server they came from", async () => {
    const person = await Person.signUp();
    const server = await person.add(entryOf(good, "Rack 1"));
    const list = await listOf(person);
    const origin = { serverId: server.id, serverName: "Rack 1" };
    expect(list.servers).toEqual([
      {
        ...origin,
        ok: true,
        fetchedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
        latencyMs: expect.any(Number) as number,
      },
    ]);
    expect(list.vms.map(({ id }) => id).sort()).toEqual([
      ...["lxc/200", "qemu/100", "qemu/101", "qemu/102", "qemu/300"],
      "qemu/9000",
    ]);
    expect(list.vms.find(({ vmid }) => vmid === 100)).toEqual({
      ...origin,
      ...{ id: "qemu/100", type: "qemu", vmid: 100, node: "pve1" },
      ...{ name: "tiny", status: "running", template: 0, tags: "prod;web" },
      ...{ cpu: 0.0846517501001411, maxcpu: 1, mem: 16382188 },
      ...{ maxmem: 67108864, disk: 0, maxdisk: 1073741824, uptime: 688 },
      ...{ netin: 0, netout: 0, diskread: 0, diskwrite: 0 },
    });
    expect(list.nodes).toMatchObject([{ ...origin, node: "pve1", maxcpu: 2 }]);
    expect(list.storages).toMatchObject([{ ...origin, storage: "local" }]);
    const calls = good.seen.map(({ method, path }) => `${method} ${path}`);
    expect(calls).toEqual(["GET /cluster/resources"]);
  });

  test("S01 somebody without a server has an empty list", async () => {
    const nobody = await Person.signUp();
    const answer = await nobody.call("GET", "list-vms");
    expect(answer.json).toEqual({
      servers: [],
      vms: [],
      nodes: [],
      storages: [],
    });
  });

  test("S02 S05 S07 a foreign, an absent and a removed server are answered alike, and never by the operator's", async () => {
    const [owner, stranger] = await Promise.all([
      Person.signUp(),
      Person.signUp(),
    ]);
    const server = await owner.add(entryOf(good));
    const removed = await stranger.add(entryOf(good));
    await stranger.call("DELETE", `proxmox-servers/${removed.id}`);
    const before = good.seen.length;
    const errors = await Promise.all(
      [server.id, removed.id, randomUUID()].map(async (id) => {
        const answer = await stranger.call("GET", `list-vms?serverId=${id}`);
        return { ...failure(answer, 404, "not_found"), requestId: "" };
      }),
    );
    expect(errors[1]).toEqual(errors[0]);
    expect(errors[2]).toEqual(errors[0]);
    expect(good.seen).toHaveLength(before);
  });

  test("S07 a server that is switched off is not contacted", async () => {
    const person = await Person.signUp();
    const server = await person.add(entryOf(good));
    const off = await person.call("PUT", `proxmox-servers/${server.id}`, {
      body: { is_active: false },
    });
    success(off, changeServer);
    const before = good.seen.length;
    expect((await listOf(person)).servers).toEqual([]);
    failure(
      await person.call("GET", `list-vms?serverId=${server.id}`),
      409,
      "server_inactive",
    );
    expect(good.seen).toHaveLength(before);
  });

  test("one server can be asked alone", async () => {
    const person = await Person.signUp();
    const [first] = await Promise.all([
      person.add(entryOf(good, "first")),
      person.add({
        name: "second",
        host: "127.0.0.1",
        port: 1,
        api_token: newToken(),
      }),
    ]);
    const list = await listOf(person, `?serverId=${first.id}`);
    expect(list.servers.map(({ serverName }) => serverName)).toEqual(["first"]);
  });
});

describe("servers that fail", () => {
  test("F01 F06 F10 T01 each failure is its server's own, with the token unsent where trust fails", async () => {
    const person = await Person.signUp();
    const [gone, masked] = await Promise.all([
      startFakeProxmox(),
      startFakeProxmox(),
    ]);
    await gone.close();
    const added = await Promise.all([
      person.add(entryOf(good, "good")),
      person.add(entryOf(gone, "down")),
      person.add({
        ...entryOf(masked, "unknown CA"),
        trust: { mode: "system" },
      }),
      person.add({
        ...entryOf(good, "refused"),
        host: "localhost",
        api_token: newToken(),
      }),
      person.add({
        name: "no such name",
        host: "nowhere.invalid",
        api_token: newToken(),
      }),
    ]);
    const list = await listOf(person);
    const outcomes = Object.fromEntries(
      list.servers.map(({ serverName, error }) => [
        serverName,
        error?.code ?? "ok",
      ]),
    );
    expect(outcomes).toEqual({
      good: "ok",
      down: "refused",
      "unknown CA": "tls_untrusted",
      refused: "auth_failed",
      "no such name": "dns_failed",
    });
    for (const { serverName, error } of list.servers)
      if (error) expect(error.message).toContain(`"${serverName}"`);
    expect(list.servers.map(({ serverId }) => serverId)).toHaveLength(
      added.length,
    );
    expect(list.vms.every(({ serverName }) => serverName === "good")).toBe(
      true,
    );
    expect(masked.authorizations).toEqual([]);
    await masked.close();

    const stored = async () =>
      success(await person.call("GET", "proxmox-servers"), listServers).servers;
    const noted = async () =>
      Object.fromEntries(
        (await stored()).map((server: Server) => [
          server.name,
          server.last_error_code ?? server.last_connected_at !== null,
        ]),
      );
    await expect.poll(noted).toEqual({ ...outcomes, good: true });
  });

  test("F02 G09 a silent server delays nobody: the good one's line comes at once, its own within the deadline", async () => {
    const person = await Person.signUp();
    await Promise.all([
      person.add(entryOf(silent, "silent")),
      person.add(entryOf(good, "good")),
    ]);
    const startedAt = performance.now();
    const response = await fetch(`${product.url}/functions/v1/list-vms`, {
      headers: {
        apikey: product.publishableKey,
        authorization: `Bearer ${person.accessToken}`,
        accept: "application/x-ndjson",
      },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/x-ndjson");

    const seen: { name: string; afterMs: number }[] = [];
    for await (const line of linesOf(response)) {
      const parsed = vmListLineSchema.parse(JSON.parse(line));
      const name = parsed.type === "end" ? "end" : parsed.serverName;
      seen.push({ name, afterMs: performance.now() - startedAt });
      if (parsed.type === "server")
        expect({ ok: parsed.ok, vms: parsed.vms.length }).toEqual(
          name === "good" ? { ok: true, vms: 6 } : { ok: false, vms: 0 },
        );
      if (name === "silent")
        expect(parsed).toHaveProperty("error.code", "timeout");
    }
    expect(seen.map(({ name }) => name)).toEqual(["good", "silent", "end"]);
    // The deadline is 8 s; a busy machine has room on both sides of it.
    expect(seen[0]?.afterMs).toBeLessThan(6_000);
    expect(seen[2]?.afterMs).toBeGreaterThan(7_000);
    expect(seen[2]?.afterMs).toBeLessThan(12_000);
  });

  test("a reader who leaves frees the servers at once, and says nothing of them", async () => {
    const person = await Person.signUp();
    const server = await person.add(entryOf(silent, "silent"));
    const leave = new AbortController();
    const before = silent.seen.length;
    const response = await fetch(`${product.url}/functions/v1/list-vms`, {
      headers: {
        apikey: product.publishableKey,
        authorization: `Bearer ${person.accessToken}`,
        accept: "application/x-ndjson",
      },
      signal: leave.signal,
    });
    await expect.poll(() => silent.seen.length).toBeGreaterThan(before);
    leave.abort();
    await response.text().catch(() => undefined);
    await expect.poll(() => silent.open(), { timeout: 5_000 }).toBe(0);
    const { servers } = success(
      await person.call("GET", "proxmox-servers"),
      listServers,
    );
    expect(servers).toEqual([server]);
  });
});

describe("a server that the caller does without", () => {
  const failedNow = () => `@${String(Date.now() + 1)}`;

  test("is not asked, and named", async () => {
    const person = await Person.signUp();
    const failing = await person.add(entryOf(silent, "silent"));
    await person.add(entryOf(good, "good"));
    const before = silent.seen.length;
    const list = await listOf(person, `?except=${failing.id}${failedNow()}`);
    expect(list.servers.map(({ serverName }) => serverName)).toEqual(["good"]);
    expect(list.notAsked).toEqual([failing.id]);
    expect(silent.seen).toHaveLength(before);
  });

  test("is named at the end of the stream", async () => {
    const person = await Person.signUp();
    const failing = await person.add(entryOf(silent, "silent"));
    const { text } = await person.call(
      "GET",
      `list-vms?except=${failing.id}${failedNow()}`,
      { headers: { accept: "application/x-ndjson" } },
    );
    expect(text).toBe(`{"type":"end","notAsked":["${failing.id}"]}\n`);
  });

  test("is asked when it was changed since it failed, or has answered somebody", async () => {
    const person = await Person.signUp();
    const server = await person.add(entryOf(good));
    const except = `?except=${server.id}${failedNow()}`;
    expect((await listOf(person, except)).servers).toEqual([]);

    success(
      await person.call("PUT", `proxmox-servers/${server.id}`, {
        body: { name: "renamed" },
      }),
      changeServer,
    );
    expect((await listOf(person, except)).servers).toHaveLength(1);
    // Written down after the answer: it must not come after what the operator writes.
    await expect.poll(() => lastConnectedAt(person)).not.toBeNull();

    await asOperator(
      (sql) =>
        sql`update public.proxmox_servers set last_error_code = 'timeout' where id = ${server.id}`,
    );
    const later = `?except=${server.id}${failedNow()}`;
    expect((await listOf(person, later)).servers).toEqual([]);
    await listOf(person, `?serverId=${server.id}`);
    await expect
      .poll(async () => (await listOf(person, later)).servers, {
        // The outcome is written down after the answer; asked more often, the limit of listings would answer.
        interval: 500,
      })
      .toHaveLength(1);
  });

  test("is nobody else's: a foreign or an absent one changes nothing and is not named", async () => {
    const [owner, stranger] = await Promise.all([
      Person.signUp(),
      Person.signUp(),
    ]);
    const server = await owner.add(entryOf(good));
    await stranger.add(entryOf(good, "own"));
    const except = [server.id, randomUUID()].map((id) => id + failedNow());
    const list = await listOf(stranger, `?except=${except.join(",")}`);
    expect(list.servers).toHaveLength(1);
    expect(list.notAsked).toEqual([]);
  });

  test.each(["", "x", "operator", "operator@1,", "operator@-1", "operator@1;"])(
    "what is no such list is refused: %j",
    async (except) => {
      const person = await Person.signUp();
      const query = new URLSearchParams({ except });
      const answer = await person.call("GET", `list-vms?${query}`);
      const { fields } = failure(answer, 400, "validation_failed");
      expect(fields).toHaveProperty("except");
    },
  );
});

async function lastConnectedAt(person: Person) {
  const answer = await person.call("GET", "proxmox-servers");
  return success(answer, listServers).servers[0]?.last_connected_at;
}

async function* linesOf(response: Response): AsyncGenerator<string> {
  let rest = "";
  const text = response.body?.pipeThrough(new TextDecoderStream());
  for await (const chunk of text ?? []) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  expect(rest).toBe("");
}
