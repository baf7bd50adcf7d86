// Against a running stack; tests/database/run.ts starts one and runs this file in Deno. The name keeps it out of a plain `deno test`.
import assert from "node:assert/strict";
import { inspect } from "node:util";
import { AppError, type ErrorCode } from "../contract/errors.ts";
import type { Server } from "../contract/serverList.ts";
import type { Trust } from "../contract/servers.ts";
import { listAssignments } from "./assignments.ts";
import type { Caller } from "./caller.ts";
import { isAdmin } from "./roles.ts";
import { Secret } from "./secret.ts";
import {
  addServer,
  changeServer,
  listServers,
  readServer,
  recordOutcomes,
  removeServer,
  trustOf,
  type NewServer,
} from "./servers.ts";
import { openTokensWhile } from "./openTokensWhile.ts";
import { openTokens } from "./vault.ts";

const environment = (name: string) => {
  const value = Deno.env.get(name);
  assert.ok(value, `${name} is not set`);
  return value;
};
const url = environment("SUPABASE_URL");
const publishableKey = (
  JSON.parse(environment("SUPABASE_PUBLISHABLE_KEYS")) as { default: string }
).default;
const keyOne = environment("PROXMOX_ENCRYPTION_KEY");
/** Only the operator can make one. */
const admin = JSON.parse(environment("MUSTER_TEST_ADMIN")) as Caller;

async function signUp(): Promise<Caller> {
  const response = await fetch(`${url}/auth/v1/signup`, {
    method: "POST",
    headers: { apikey: publishableKey, "content-type": "application/json" },
    body: JSON.stringify({
      email: `${crypto.randomUUID()}@example.org`,
      password: crypto.randomUUID(),
    }),
  });
  const body = (await response.json()) as {
    access_token: string;
    user: { id: string };
  };
  return {
    userId: body.user.id,
    accessToken: body.access_token,
    sessionId: undefined,
  };
}

const uuidOf = (n: number) =>
  `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const tokenOf = (n: number, name = "muster") => `root@pam!${name}=${uuidOf(n)}`;

const newServer = (changes: Partial<NewServer> = {}): NewServer => ({
  name: "Home",
  host: "pve1.example.org",
  port: 8006,
  api_token: tokenOf(1),
  trust: { mode: "system" },
  ...changes,
});

function assertFails(work: Promise<unknown>, code: ErrorCode, field?: string) {
  return assert.rejects(work, (error) => {
    assert.ok(error instanceof AppError, inspect(error));
    assert.equal(error.code, code, inspect(error));
    if (field) assert.deepEqual(Object.keys(error.fields ?? {}), [field]);
    return true;
  });
}

async function tokenText(caller: Caller, server: Server): Promise<string> {
  const token = (await openTokens(caller, [server])).get(server.id);
  return token instanceof Secret ? token.reveal() : (token?.code ?? "left out");
}

async function withKeys(keys: string, test: () => Promise<void>) {
  Deno.env.set("PROXMOX_ENCRYPTION_KEY", keys);
  try {
    await test();
  } finally {
    Deno.env.set("PROXMOX_ENCRYPTION_KEY", keyOne);
  }
}

// Connections of fetch stay open between tests: that is what the functions want of it.
const test = (name: string, run: () => Promise<void>) => {
  Deno.test({ name, fn: run, sanitizeResources: false, sanitizeOps: false });
};

test("a server that is added is in its owner's list, and its token opens", async () => {
  const owner = await signUp();
  const added = await addServer(owner, newServer());
  assert.deepEqual(await listServers(owner, "own"), [added]);
  assert.deepEqual(await readServer(owner, added.id), added);
  assert.deepEqual(
    {
      user: added.user_id,
      slot: added.slot,
      token: added.token_id,
      version: added.version,
      last: added.last_connected_at,
    },
    {
      user: owner.userId,
      slot: 1,
      token: "root@pam!muster",
      version: 1,
      last: null,
    },
  );
  assert.match(
    added.created_at,
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$/,
  );

  const tokens = await openTokens(owner, [added]);
  assert.equal(
    (tokens.get(added.id) as Secret | undefined)?.reveal(),
    tokenOf(1),
  );
  assert.ok(!inspect(tokens, { depth: 9 }).includes(uuidOf(1)));
});

test("trust comes back as it was given", async () => {
  const owner = await signUp();
  const pem =
    "-----BEGIN CERTIFICATE-----\nMIIB+/==\n-----END CERTIFICATE-----";
  const kinds: Trust[] = [
    { mode: "system" },
    { mode: "ca", ca_certificate: pem },
    { mode: "ca", ca_certificate: pem, server_name: "pve1" },
    { mode: "pin", fingerprint: Array(32).fill("AB").join(":") },
    { mode: "insecure" },
  ];
  for (const [n, trust] of kinds.entries()) {
    const added = await addServer(
      owner,
      newServer({ host: `10.0.0.${String(n)}`, trust }),
    );
    assert.deepEqual(trustOf(added), trust);
    assert.equal(added.verify_ssl, trust.mode !== "insecure");
    const renamed = await changeServer(owner, added, { name: "Renamed" });
    assert.deepEqual(trustOf(renamed), trust);
  }
});

test("S01, S02, S03, S05: a foreign server is as one that does not exist", async () => {
  const [owner, stranger] = [await signUp(), await signUp()];
  const server = await addServer(owner, newServer());
  const absent = { ...server, id: crypto.randomUUID() };

  assert.deepEqual(await listServers(stranger, "own"), []);
  for (const { id } of [server, absent]) {
    await assertFails(readServer(stranger, id), "not_found");
    await assertFails(removeServer(stranger, id), "not_found");
  }
  for (const one of [server, absent]) {
    await assertFails(
      changeServer(stranger, one, { name: "Mine" }),
      "not_found",
    );
    assert.equal(await tokenText(stranger, one), "left out");
  }
  const messages = await Promise.all(
    [server, absent].map(({ id }) =>
      readServer(stranger, id).catch((error: unknown) =>
        inspect((error as AppError).toFailure()),
      ),
    ),
  );
  assert.equal(messages[0], messages[1]);
  assert.deepEqual(await readServer(owner, server.id), server);
});

test("D17, S20: administrators see everybody's servers when they ask for them, and open no token of others", async () => {
  const owner = await signUp();
  const server = await addServer(owner, newServer());
  assert.ok(
    (await listServers(admin, "all")).some(({ id }) => id === server.id),
  );
  assert.ok(
    (await listServers(admin, "own")).every(
      ({ user_id }) => user_id === admin.userId,
    ),
  );
  await assertFails(readServer(admin, server.id), "not_found");
  assert.equal(await tokenText(admin, server), "left out");
  await assertFails(listServers(owner, "all"), "forbidden");
  assert.deepEqual([await isAdmin(admin), await isAdmin(owner)], [true, false]);
});

test("C04: a change keeps what it does not name; a new host or port needs the token again", async () => {
  const owner = await signUp();
  const other = await addServer(owner, newServer({ host: "pve2.example.org" }));
  const server = await addServer(owner, newServer());

  const renamed = await changeServer(owner, server, {
    name: "Cellar",
    is_active: false,
  });
  assert.deepEqual(
    {
      ...server,
      name: "Cellar",
      is_active: false,
      version: 2,
      updated_at: renamed.updated_at,
    },
    renamed,
  );
  assert.equal(await tokenText(owner, renamed), tokenOf(1));

  await assertFails(
    changeServer(owner, renamed, { host: "attacker.example.org" }),
    "token_required",
    "api_token",
  );
  await assertFails(
    changeServer(owner, renamed, { port: 8007 }),
    "token_required",
    "api_token",
  );
  await assertFails(
    changeServer(owner, renamed, { host: other.host, api_token: tokenOf(2) }),
    "server_exists",
    "host",
  );
  const moved = await changeServer(owner, renamed, {
    host: "2001:db8::1",
    port: 443,
    api_token: tokenOf(2, "second"),
  });
  assert.equal(moved.token_id, "root@pam!second");
  assert.equal(await tokenText(owner, moved), tokenOf(2, "second"));
  const replaced = await changeServer(owner, moved, { api_token: tokenOf(3) });
  assert.equal(await tokenText(owner, replaced), tokenOf(3));
});

test("F35: a change based on an older version is refused", async () => {
  const owner = await signUp();
  const server = await addServer(owner, newServer());
  const current = await changeServer(owner, server, { name: "First" });
  await assertFails(
    changeServer(owner, server, { name: "Second" }),
    "version_conflict",
  );
  await assertFails(
    changeServer(owner, current, { name: "Second", version: 1 }),
    "version_conflict",
  );
  assert.equal(
    (await changeServer(owner, current, { name: "Second", version: 2 })).name,
    "Second",
  );
});

test("L01: the 51st server is refused, and one that is there already", async () => {
  const owner = await signUp();
  const add = (n: number) =>
    addServer(owner, newServer({ host: `10.0.1.${String(n)}` }));
  const first = await add(0);
  await assertFails(add(0), "server_exists", "host");
  const settled = await Promise.allSettled(
    Array.from({ length: 60 }, (_, n) => add(n + 1)),
  );
  const refused = settled.filter((result) => result.status === "rejected");
  assert.equal(refused.length, 11);
  for (const { reason } of refused)
    assert.equal((reason as AppError).code, "limit_reached");

  const servers = await listServers(owner, "own");
  assert.equal(servers.length, 50);
  const tokens = await openTokens(owner, servers);
  assert.ok(
    servers.every(
      ({ id }) => (tokens.get(id) as Secret).reveal() === tokenOf(1),
    ),
  );

  await removeServer(owner, first.id);
  await assertFails(removeServer(owner, first.id), "not_found");
  assert.equal((await add(99)).slot, first.slot);
});

test("tokens that are opened while their servers are read are those of now", async () => {
  const owner = await signUp();
  const codes = async (servers: Server[]) => {
    const tokens = await openTokensWhile(owner, Promise.resolve(servers));
    return servers.map(({ id }) => {
      const token = tokens.get(id);
      return token instanceof Secret ? token.reveal() : token?.code;
    });
  };
  const one = await addServer(owner, newServer());
  assert.deepEqual(await codes([one]), [tokenOf(1)]);
  assert.deepEqual(await codes([one]), [tokenOf(1)]);

  const two = await addServer(owner, newServer({ host: "pve2.example.org" }));
  const moved = await changeServer(owner, one, {
    host: "pve3.example.org",
    api_token: tokenOf(2),
  });
  assert.deepEqual(await codes([moved, two]), [tokenOf(2), tokenOf(1)]);

  await changeServer(owner, two, { api_token: tokenOf(3) });
  assert.deepEqual(await codes(await listServers(owner, "own")), [
    tokenOf(2),
    tokenOf(3),
  ]);

  await removeServer(owner, moved.id);
  assert.deepEqual(await codes(await listServers(owner, "own")), [tokenOf(3)]);
  await assert.rejects(
    openTokensWhile(owner, Promise.reject(new Error("not read"))),
    /not read/,
  );
});

test("how servers did is noted for many at once", async () => {
  const owner = await signUp();
  const [one, two] = [
    await addServer(owner, newServer()),
    await addServer(owner, newServer({ host: "pve2.example.org" })),
  ];
  await recordOutcomes([]);
  await recordOutcomes([
    { serverId: one.id, errorCode: null, proxmoxVersion: "8.4.21" },
    { serverId: two.id, errorCode: "tls_untrusted" },
    { serverId: crypto.randomUUID(), errorCode: "timeout" },
  ]);
  const [first, second] = await listServers(owner, "own");
  assert.ok(
    Math.abs(Date.now() - Date.parse(first?.last_connected_at ?? "")) < 60_000,
  );
  assert.deepEqual(
    { ...one, proxmox_version: "8.4.21" },
    { ...first, last_connected_at: null },
  );
  assert.deepEqual({ ...two, last_error_code: "tls_untrusted" }, second);
});

test("C07, C08, F29: several keys at once, a missing one, a mistyped one", async () => {
  const owner = await signUp();
  const keyTwo = `2:${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))}`;
  const mistyped = keyOne.replace(/^(\d+:).{4}/, "$1AAAA");
  const old = await addServer(owner, newServer());

  await withKeys(`${keyTwo},${keyOne}`, async () => {
    const young = await addServer(
      owner,
      newServer({ host: "pve2.example.org" }),
    );
    assert.equal(await tokenText(owner, old), tokenOf(1));
    assert.equal(await tokenText(owner, young), tokenOf(1));
  });
  const servers = await listServers(owner, "own");
  const codes = async () =>
    [...(await openTokens(owner, servers)).values()].map((token) =>
      token instanceof Secret ? "opens" : token.code,
    );
  await withKeys(keyTwo, async () =>
    assert.deepEqual((await codes()).toSorted(), ["config_error", "opens"]),
  );
  await withKeys(mistyped, async () => {
    assert.deepEqual(await codes(), ["config_error", "config_error"]);
    await assertFails(
      addServer(owner, newServer({ host: "pve3.example.org" })),
      "config_error",
    );
    await assertFails(
      changeServer(owner, old, { api_token: tokenOf(2) }),
      "config_error",
    );
  });
  await withKeys("", async () => {
    assert.deepEqual(await codes(), ["config_error", "config_error"]);
    await assertFails(
      addServer(owner, newServer({ host: "pve3.example.org" })),
      "config_error",
    );
  });
  assert.deepEqual(await listServers(owner, "own"), servers);
  assert.equal(await tokenText(owner, old), tokenOf(1));
});

test("people see what is assigned to them, also administrators", async () => {
  const owner = await signUp();
  const assign = async (body: Record<string, unknown>) => {
    const response = await fetch(`${url}/rest/v1/vm_assignments`, {
      method: "POST",
      headers: {
        apikey: publishableKey,
        authorization: `Bearer ${admin.accessToken}`,
        "content-type": "application/json",
      },
      body: JSON.stringify(body),
    });
    assert.equal(response.status, 201, await response.text());
  };
  await assign({ user_id: owner.userId, vmid: 102, node: "pve1" });
  await assign({ user_id: owner.userId, vmid: 101, can_power: true });
  assert.deepEqual(await listAssignments(owner), [
    {
      node: null,
      vmid: 101,
      can_view: true,
      can_console: false,
      can_power: true,
    },
    {
      node: "pve1",
      vmid: 102,
      can_view: true,
      can_console: false,
      can_power: false,
    },
  ]);
  assert.deepEqual(await listAssignments(admin), []);
});

test("J01, F28: a session that the database does not take, and a database that does not answer", async () => {
  const owner = await signUp();
  const forged = {
    ...owner,
    accessToken: `${owner.accessToken.slice(0, -8)}AAAAAAAA`,
  };
  await assertFails(listServers(forged, "own"), "unauthorized");
  // Somebody else's user id with one's own session: row-level security sees the session.
  const server = await addServer(owner, newServer());
  const disguised = { ...(await signUp()), userId: owner.userId };
  assert.deepEqual(await listServers(disguised, "own"), []);
  await assertFails(readServer(disguised, server.id), "not_found");

  Deno.env.set("SUPABASE_URL", "http://127.0.0.1:9");
  try {
    await assertFails(listServers(owner, "own"), "db_unavailable");
  } finally {
    Deno.env.set("SUPABASE_URL", url);
  }
});
