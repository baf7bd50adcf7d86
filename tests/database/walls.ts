import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import postgres from "postgres";
import type { Stack } from "../../local/stack.ts";
import type { Tests } from "./report.ts";

const secret = "0c0ffee0-1111-4222-8333-444455556666";

/** The running product with one server stored in it, and everybody who might want its token. */
export interface Walls {
  stack: Stack;
  serverId: string;
  ciphertext: Buffer;
  actors: Record<"nobody" | "owner" | "stranger" | "admin" | "service", Actor>;
}

interface Actor {
  headers: Record<string, string>;
  userId?: string;
}

/** What somebody may try over REST and RPC. `{id}`: the server, `{owner}`: its owner. */
const paths: [
  method: string,
  path: string,
  body?: unknown,
  profile?: string,
][] = [
  ["GET", "/rest/v1/"],
  ["GET", "/rest/v1/proxmox_servers"],
  ["GET", "/rest/v1/proxmox_servers?select=*"],
  ["GET", "/rest/v1/proxmox_servers?select=*,server_tokens(*)"],
  [
    "GET",
    "/rest/v1/proxmox_servers?select=id,ciphertext,api_token,api_token_encrypted",
  ],
  ["GET", "/rest/v1/proxmox_servers?select=private.server_tokens(*)"],
  ["GET", "/rest/v1/proxmox_servers?select=token_id&order=ciphertext"],
  ["GET", "/rest/v1/proxmox_servers?ciphertext=gt.a"],
  ["GET", "/rest/v1/server_tokens"],
  ["GET", "/rest/v1/server_tokens", undefined, "private"],
  ["GET", "/rest/v1/private.server_tokens"],
  ["GET", "/rest/v1/key_checks", undefined, "private"],
  ["GET", "/rest/v1/settings", undefined, "private"],
  ["GET", "/rest/v1/pg_stat_activity", undefined, "pg_catalog"],
  ["GET", "/rest/v1/users", undefined, "auth"],
  ["GET", "/rest/v1/profiles?select=*,proxmox_servers(*)"],
  ["GET", "/rest/v1/user_roles?select=*"],
  ["GET", "/rest/v1/vm_assignments?select=*"],
  ["GET", "/rest/v1/audit_log?select=*"],
  ["GET", "/rest/v1/saved_views?select=*"],
  [
    "POST",
    "/rest/v1/saved_views",
    { user_id: "{owner}", name: "x", query: "" },
  ],
  ["GET", "/rest/v1/console_tickets", undefined, "private"],
  ["DELETE", "/rest/v1/audit_log?id=gt.0"],
  [
    "POST",
    "/rest/v1/rpc/rotate_token",
    {
      p_server_id: "{id}",
      p_old_key_id: 1,
      p_old_row_key: "aa".repeat(32),
      p_key_id: 2,
      p_key_check: "bb".repeat(16),
      p_row_key: "cc".repeat(32),
    },
  ],
  [
    "POST",
    "/rest/v1/proxmox_servers",
    { user_id: "{owner}", name: "x", host: "x", token_id: "a@pam!xy" },
  ],
  [
    "POST",
    "/rest/v1/proxmox_servers?on_conflict=id",
    {
      id: "{id}",
      user_id: "{owner}",
      name: "x",
      host: "x",
      token_id: "a@pam!xy",
    },
  ],
  ["PUT", "/rest/v1/proxmox_servers?id=eq.{id}", { id: "{id}", name: "x" }],
  [
    "PATCH",
    "/rest/v1/proxmox_servers?id=eq.{id}",
    { host: "attacker.example.org" },
  ],
  ["PATCH", "/rest/v1/proxmox_servers", { is_active: false }],
  ["DELETE", "/rest/v1/proxmox_servers?id=eq.{id}"],
  ["POST", "/rest/v1/server_tokens", { server_id: "{id}" }, "private"],
  ["DELETE", "/rest/v1/server_tokens", undefined, "private"],
  ["POST", "/rest/v1/rpc/unseal_token", { p_row_key: "aa" }, "private"],
  ["POST", "/rest/v1/rpc/bootstrap_admin", { p_email: "stranger@example.org" }],
  [
    "POST",
    "/rest/v1/rpc/bootstrap_admin",
    { p_email: "stranger@example.org" },
    "private",
  ],
  [
    "POST",
    "/rest/v1/rpc/pgp_sym_decrypt",
    { data: "\\x00", psw: "x" },
    "extensions",
  ],
  [
    "POST",
    "/rest/v1/rpc/open_tokens",
    {
      p_user_id: "{owner}",
      p_row_keys: { "{id}": { 1: "aa".repeat(32) } },
      p_key_checks: { 1: "bb" },
    },
  ],
  [
    "GET",
    "/rest/v1/rpc/open_tokens?p_user_id={owner}&p_row_keys={}&p_key_checks={}",
  ],
  [
    "POST",
    "/rest/v1/rpc/change_server",
    {
      p_user_id: "{owner}",
      p_server_id: "{id}",
      p_version: 1,
      p_name: "x",
      p_host: "attacker.example.org",
      p_port: 8006,
      p_trust: { mode: "insecure" },
      p_is_active: true,
    },
  ],
  [
    "POST",
    "/rest/v1/rpc/set_config",
    {
      setting_name: "request.jwt.claim.sub",
      new_value: "{owner}",
      is_local: false,
    },
  ],
  [
    "POST",
    "/rest/v1/rpc/set_config",
    {
      setting_name: "request.jwt.claim.sub",
      new_value: "{owner}",
      is_local: false,
    },
    "pg_catalog",
  ],
  ["POST", "/rest/v1/rpc/has_role", { _user_id: "{owner}", _role: "admin" }],
  ["GET", "/functions/v1/proxmox-servers"],
  ["GET", "/functions/v1/proxmox-servers?scope=all"],
  ["GET", "/functions/v1/proxmox-servers/{id}"],
  [
    "PUT",
    "/functions/v1/proxmox-servers/{id}",
    { host: "attacker.example.org" },
  ],
  [
    "POST",
    "/functions/v1/proxmox-servers/test",
    { id: "{id}", host: "attacker.example.org" },
  ],
];

export const wallsTests: Tests<Walls> = {
  "S09–S13, S16, C02, C10: no path through REST, RPC or functions gives anybody a token or its ciphertext":
    async ({ stack, serverId, ciphertext, actors }) => {
      const owner = actors.owner.userId ?? "";
      const forbidden = [
        secret,
        ciphertext.toString("hex"),
        ciphertext.toString("base64"),
        ciphertext.subarray(0, 12).toString("hex"),
        '"type":"Buffer"',
      ];
      for (const [name, actor] of Object.entries(actors))
        for (const [method, path, body, profile] of paths) {
          const fill = (text: string) =>
            text.replaceAll("{id}", serverId).replaceAll("{owner}", owner);
          const response = await fetch(stack.url + fill(path), {
            method,
            headers: {
              ...actor.headers,
              prefer: "return=representation",
              ...(body !== undefined && { "content-type": "application/json" }),
              ...(profile && {
                "accept-profile": profile,
                "content-profile": profile,
              }),
            },
            ...(body !== undefined && { body: fill(JSON.stringify(body)) }),
          });
          const what = `${name}: ${method} ${path} ${profile ?? ""} -> ${String(response.status)}`;
          const text = `${await response.text()} ${JSON.stringify([...response.headers])}`;
          for (const value of forbidden)
            assert.ok(
              !text.toLowerCase().includes(value.toLowerCase()),
              `${what} gives it away: ${text}`,
            );
          // The secret key may call the functions' functions; with them alone it opens nothing.
          const mayAnswer =
            method === "GET" ||
            (name === "service" && path.includes("/rpc/")) ||
            path.endsWith("has_role");
          if (!mayAnswer)
            assert.ok(
              response.status >= 400,
              `${what} is let through: ${text}`,
            );
        }
    },

  "S01, S11, C10: who sees which tables over REST": async ({
    stack,
    serverId,
    actors,
  }) => {
    const seen = async (actor: Actor, path: string) => {
      const response = await fetch(`${stack.url}/rest/v1/${path}`, {
        headers: actor.headers,
      });
      const body = (await response.json()) as
        { id?: string; code?: string }[] | { code: string };
      return Array.isArray(body)
        ? body.map(({ id }) => id === serverId)
        : `${String(response.status)} ${body.code}`;
    };
    const columns = "proxmox_servers?select=id";
    const answers = Object.fromEntries(
      await Promise.all(
        Object.entries(actors).map(
          async ([name, actor]) => [name, await seen(actor, columns)] as const,
        ),
      ),
    );
    assert.deepEqual(answers, {
      nobody: "401 42501",
      owner: [true],
      stranger: [],
      admin: [true],
      service: "403 42501",
    });
  },

  "S17, S18: nobody makes themselves an administrator or asks who is one":
    async ({ stack, actors }) => {
      const { stranger, admin } = actors;
      const call = async (actor: Actor, path: string, body: unknown) => {
        const response = await fetch(`${stack.url}/rest/v1/${path}`, {
          method: "POST",
          headers: { ...actor.headers, "content-type": "application/json" },
          body: JSON.stringify(body),
        });
        return [response.status, await response.text()] as const;
      };
      const [status, text] = await call(stranger, "user_roles", {
        user_id: stranger.userId,
        role: "admin",
      });
      assert.equal(status, 403, text);
      const probe = { _user_id: admin.userId, _role: "admin" };
      assert.equal((await call(stranger, "rpc/has_role", probe))[0], 403);
      assert.deepEqual(await call(admin, "rpc/has_role", probe), [200, "true"]);
      assert.deepEqual(await call(stranger, "rpc/is_admin", {}), [
        200,
        "false",
      ]);
      assert.deepEqual(await call(admin, "rpc/is_admin", {}), [200, "true"]);
    },

  "people change their own profile over REST, and only what is theirs to change":
    async ({ stack, actors }) => {
      const { owner, stranger } = actors;
      const patch = async (who: Actor, body: unknown) => {
        const response = await fetch(
          `${stack.url}/rest/v1/profiles?id=eq.${owner.userId ?? ""}&select=name,time_zone`,
          {
            method: "PATCH",
            headers: {
              ...who.headers,
              "content-type": "application/json",
              prefer: "return=representation",
            },
            body: JSON.stringify(body),
          },
        );
        return [response.status, await response.json()] as const;
      };
      assert.deepEqual(
        await patch(owner, { name: "Olga", time_zone: "Europe/Vienna" }),
        [200, [{ name: "Olga", time_zone: "Europe/Vienna" }]],
      );
      assert.equal(
        (await patch(owner, { email: "admin@example.org" }))[0],
        403,
      );
      assert.equal((await patch(owner, { time_zone: "Nowhere/Land" }))[0], 400);
      assert.equal((await patch(owner, { name: "a\u202eb" }))[0], 400);
      assert.deepEqual(await patch(stranger, { name: "Mine" }), [200, []]);
    },

  "after all this the server and its token are as they were": async ({
    stack,
    serverId,
    ciphertext,
  }) => {
    const sql = postgres(stack.connectionString, { max: 1 });
    try {
      const [row] = await sql`
        select s.host, s.version, s.is_active, t.ciphertext
        from public.proxmox_servers s join private.server_tokens t on t.server_id = s.id where s.id = ${serverId}`;
      assert.deepEqual(
        { ...row },
        { host: "10.1.2.3", version: 1, is_active: true, ciphertext },
      );
      const [servers] =
        await sql`select count(*)::int as n from public.proxmox_servers`;
      assert.equal(servers?.["n"], 1);
    } finally {
      await sql.end();
    }
  },
};

export async function buildWalls(stack: Stack): Promise<Walls> {
  const publishable = { apikey: stack.publishableKey };
  const signUp = async (
    name: "owner" | "stranger" | "admin",
  ): Promise<Actor> => {
    const response = await fetch(`${stack.url}/auth/v1/signup`, {
      method: "POST",
      headers: { ...publishable, "content-type": "application/json" },
      body: JSON.stringify({
        email: `${name}@walls.example`,
        password: randomUUID(),
        data: { name, role: "admin" },
      }),
    });
    const { access_token, user } = (await response.json()) as {
      access_token: string;
      user: { id: string };
    };
    return {
      userId: user.id,
      headers: { ...publishable, authorization: `Bearer ${access_token}` },
    };
  };
  const owner = await signUp("owner");
  const stranger = await signUp("stranger");
  const admin = await signUp("admin");

  const response = await fetch(`${stack.url}/functions/v1/proxmox-servers`, {
    method: "POST",
    headers: { ...owner.headers, "content-type": "application/json" },
    body: JSON.stringify({
      name: "Home",
      host: "10.1.2.3",
      api_token: `root@pam!canary=${secret}`,
    }),
  });
  const text = await response.text();
  assert.equal(response.status, 201, text);
  assert.ok(!text.includes(secret), "adding a server gives its token back");
  const { server } = JSON.parse(text) as { server: { id: string } };

  const sql = postgres(stack.connectionString, { max: 1 });
  try {
    await sql`select private.bootstrap_admin('admin@walls.example')`;
    const [row] = await sql<
      { ciphertext: Buffer }[]
    >`select ciphertext from private.server_tokens`;
    assert.ok(row);
    return {
      stack,
      serverId: server.id,
      ciphertext: row.ciphertext,
      actors: {
        nobody: { headers: publishable },
        owner,
        stranger,
        admin,
        service: { headers: { apikey: stack.secretKey } },
      },
    };
  } finally {
    await sql.end();
  }
}
