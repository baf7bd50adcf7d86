import postgres from "postgres";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { format } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { readKeys, type Keys } from "./keys.ts";
import { startPostgres, type RunningPostgres } from "./postgres.ts";
import { startSupabase, type Supabase } from "./supabase.ts";

const token = "root@pam!muster=12345678-1234-4234-8234-123456789012";
const printed: string[] = [];
const mails: { to: string; text?: string }[] = [];

let directory: string;
let database: RunningPostgres;
let keys: Keys;
let supabase: Supabase;
let sql: postgres.Sql;
let grantsOfMigrations: unknown;

// Before lite prints for the first time: what it says passes through here.
for (const method of ["debug", "info", "log", "warn", "error"] as const)
  console[method] = (...values: unknown[]) =>
    void printed.push(format(...values));

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "muster-test-"));
  database = await startPostgres({ dataDirectory: directory });
  keys = await readKeys(directory);
  sql = postgres(database.superuserConnectionString, {
    max: 1,
    onnotice: () => undefined,
  });
  supabase = await start();
  grantsOfMigrations = await grants();
  // Ours to break: no migration is touched.
  await sql.unsafe(`
    create table public.samples (
      id integer primary key, at timestamptz, day timestamp, bytes bytea, json jsonb,
      small integer check (small < 10), secret text
    );
    alter table public.samples enable row level security;
    revoke all on public.samples from anon, authenticated, service_role;
    grant select (id, at, day, bytes, json, small), insert on public.samples to authenticated;
    create policy "all" on public.samples to authenticated using (true) with check (true);
    create function public.raise_exception(p_secret text) returns void language plpgsql as
      $$ begin raise exception 'no' using detail = 'because', hint = 'try'; end $$;
    create function public.whoami() returns text language sql security invoker as $$ select auth.uid()::text $$;
    create function public.kind_of(p_json jsonb) returns text language sql as $$ select jsonb_typeof(p_json) $$;
    grant execute on function public.raise_exception, public.whoami, public.kind_of to authenticated;
  `);
}, 60_000);

afterAll(async () => {
  await sql.end();
  await supabase.close();
  await database.stop();
  await rm(directory, { recursive: true, force: true });
});

beforeEach(() => {
  printed.length = 0;
});

function start(): Promise<Supabase> {
  return startSupabase({
    database,
    keys,
    siteUrl: "http://127.0.0.1:8080",
    origins: ["http://localhost:8080"],
    email: { send: (message) => Promise.resolve(void mails.push(message)) },
  });
}

function grants(): Promise<unknown> {
  return sql`
    select n.nspname::text as schema, c.relname::text as name, c.relacl::text, n.nspacl::text,
      (select array_agg(a.attname || '=' || a.attacl::text order by a.attname) from pg_attribute a where a.attrelid = c.oid and a.attacl is not null) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'private', 'auth', 'supabase_migrations') and c.relkind in ('r', 'v', 'S') and c.relname <> 'samples'
    union all
    select 'default privileges', pg_get_userbyid(defaclrole) || coalesce(' in ' || defaclnamespace::regnamespace, ''), defaclacl::text, null, null
    from pg_default_acl
    order by 1, 2`;
}

interface Answer {
  status: number;
  body: { [name: string]: unknown; access_token: string; user: { id: string } };
}

async function call(
  method: string,
  path: string,
  { body, headers }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await supabase.fetch(
    new Request(`http://127.0.0.1:8080${path}`, {
      method,
      headers: {
        apikey: keys.publishableKey,
        "content-type": "application/json",
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  );
  const text = await response.text();
  return {
    status: response.status,
    body: JSON.parse(text || "{}") as Answer["body"],
  };
}

let people = 0;
async function signUp(): Promise<{
  id: string;
  email: string;
  headers: Record<string, string>;
}> {
  const email = `person${String(++people)}@example.org`;
  const { body } = await call("POST", "/auth/v1/signup", {
    body: { email, password: "correct horse", data: { name: "Ada" } },
  });
  return {
    id: body.user.id,
    email,
    headers: { authorization: `Bearer ${body.access_token}` },
  };
}

test("after requests of everybody and a second start, the grants are those of the migrations", async () => {
  const { headers } = await signUp();
  await call("GET", "/rest/v1/proxmox_servers?select=id", { headers });
  await call("GET", "/rest/v1/proxmox_servers?select=id");
  await call("GET", "/rest/v1/proxmox_servers?select=id", {
    headers: { apikey: keys.secretKey },
  });
  expect(await grants()).toEqual(grantsOfMigrations);
  await supabase.close();
  supabase = await start();
  await call("GET", "/rest/v1/proxmox_servers?select=id", { headers });
  expect(await grants()).toEqual(grantsOfMigrations);
});

test("a column that is not granted is refused, to read and to write, and anonymous people get 401", async () => {
  const { headers } = await signUp();
  expect(
    (await call("GET", "/rest/v1/samples?select=id", { headers })).status,
  ).toBe(200);
  expect(
    await call("GET", "/rest/v1/samples?select=secret", { headers }),
  ).toMatchObject({ status: 403, body: { code: "42501" } });
  expect(
    (
      await call("PATCH", "/rest/v1/samples?id=eq.1", {
        headers,
        body: { small: 1 },
      })
    ).status,
  ).toBe(403);
  expect(await call("GET", "/rest/v1/samples?select=id")).toMatchObject({
    status: 401,
    body: { code: "42501" },
  });
});

test("without a key nothing is answered, not even on this machine", async () => {
  const keyless = await supabase.fetch(
    new Request("http://127.0.0.1:8080/rest/v1/proxmox_servers?select=id"),
  );
  expect(keyless.status).toBe(401);
});

test("the name given at sign-up reaches the profile", async () => {
  const { id, headers } = await signUp();
  expect(
    (await call("GET", "/rest/v1/profiles?select=id,name", { headers })).body,
  ).toEqual([{ id, name: "Ada" }]);
  const [user] =
    await sql`select jsonb_typeof(raw_user_meta_data) as data, jsonb_typeof(raw_app_meta_data) as app from auth.users where id = ${id}`;
  expect(user).toEqual({ data: "object", app: "object" });
});

test("a function with its caller's rights knows who calls", async () => {
  const { id, headers } = await signUp();
  expect(
    (await call("POST", "/rest/v1/rpc/whoami", { headers, body: {} })).body,
  ).toBe(id);
});

test("times, bytes and JSON have PostgREST's form", async () => {
  const { headers } = await signUp();
  const row = {
    id: 1,
    at: "2026-11-23T01:27:24.555+00:00",
    day: "2026-11-23T01:27:24",
    bytes: "\\x00ff",
    json: { a: [1, "b"] },
  };
  expect(
    (await call("POST", "/rest/v1/samples", { headers, body: row })).status,
  ).toBe(201);
  expect(
    (
      await call(
        "GET",
        "/rest/v1/samples?select=id,at,day,bytes,json&id=eq.1",
        { headers },
      )
    ).body,
  ).toEqual([row]);
  const [stored] =
    await sql`select encode(bytes, 'hex') as bytes, jsonb_typeof(json) as json from public.samples where id = 1`;
  expect(stored).toEqual({ bytes: "00ff", json: "object" });
});

test.each([
  [{ a: 1 }, "object"],
  [[1, 2], "array"],
  ["plain text", "string"],
  [true, "boolean"],
  [7, "number"],
])("a JSON parameter %j arrives as %s", async (value, kind) => {
  const { headers } = await signUp();
  expect(
    (
      await call("POST", "/rest/v1/rpc/kind_of", {
        headers,
        body: { p_json: value },
      })
    ).body,
  ).toBe(kind);
});

test.each([
  ["a check", "POST", "/rest/v1/samples", { id: 2, small: 11 }, 400, "23514"],
  ["a key that exists", "POST", "/rest/v1/samples", { id: 3 }, 409, "23505"],
  [
    "null where there must be something",
    "POST",
    "/rest/v1/samples",
    { id: null },
    400,
    "23502",
  ],
  [
    "a value of another type",
    "POST",
    "/rest/v1/samples",
    { id: "x" },
    400,
    "22P02",
  ],
  [
    "a column that does not exist",
    "GET",
    "/rest/v1/samples?select=nothing",
    undefined,
    400,
    "42703",
  ],
  [
    "a table that does not exist",
    "GET",
    "/rest/v1/nothing?select=id",
    undefined,
    404,
    "PGRST205",
  ],
  [
    "a function that does not exist",
    "POST",
    "/rest/v1/rpc/nothing",
    {},
    404,
    "PGRST202",
  ],
])(
  "%s is answered with PostgREST's status and code",
  async (_what, method, path, body, status, code) => {
    const { headers } = await signUp();
    await call("POST", "/rest/v1/samples", { headers, body: { id: 3 } });
    expect(
      await call(method, path, { headers, ...(body && { body }) }),
    ).toMatchObject({ status, body: { code } });
  },
);

test("an exception of ours keeps its message, details and hint", async () => {
  const { headers } = await signUp();
  expect(
    await call("POST", "/rest/v1/rpc/raise_exception", {
      headers,
      body: { p_secret: "x" },
    }),
  ).toEqual({
    status: 400,
    body: { code: "P0001", message: "no", details: "because", hint: "try" },
  });
});

test("a secret that Postgres refuses is in no log", async () => {
  const { id } = await signUp();
  const secret = "hunter2-0b8f1c52";
  const headers = { apikey: keys.secretKey };
  const add = {
    p_user_id: id,
    p_server_id: crypto.randomUUID(),
    p_name: "pve",
    p_host: "pve.example.org",
    p_port: 8006,
    p_trust: { mode: "system" },
    p_key_id: 1,
    p_key_check: "a".repeat(32),
    p_row_key: "b".repeat(64),
  };
  const attempts = [
    call("POST", "/rest/v1/rpc/add_server", {
      headers,
      body: { ...add, p_token: secret },
    }),
    call("POST", "/rest/v1/rpc/add_server", {
      headers,
      body: { ...add, p_token: token, p_row_key: secret },
    }),
    call("POST", "/rest/v1/rpc/add_server", {
      headers,
      body: { ...add, p_token: token, p_port: secret },
    }),
    call("POST", "/rest/v1/rpc/add_server", {
      headers,
      body: { ...add, p_token: token, p_user_id: crypto.randomUUID() },
    }),
    call("POST", "/rest/v1/samples", { headers, body: { id: 9, secret } }),
    call("POST", "/auth/v1/token?grant_type=password", {
      body: { email: "a@example.org", password: secret },
    }),
  ];
  for (const attempt of attempts)
    expect((await attempt).status).toBeGreaterThanOrEqual(400);
  const logs =
    printed.join("") +
    (await readFile(join(directory, "postgres.log"), "utf8"));
  expect(logs).not.toContain(secret);
  expect(logs).not.toContain(token);
});

test("a failure of Postgres itself is printed with its code, and nothing it was asked", async () => {
  const { headers } = await signUp();
  await sql.unsafe(`create or replace function public.kind_of(p_json jsonb) returns text language plpgsql as
    $$ begin raise exception 'disk full of hunter2' using errcode = 'disk_full'; end $$`);
  expect(
    (
      await call("POST", "/rest/v1/rpc/kind_of", {
        headers,
        body: { p_json: ["hunter2"] },
      })
    ).status,
  ).toBe(503);
  expect(printed.join("")).toMatch(/supabase\/lite: SQLSTATE 53100/);
  expect(printed.join("")).not.toContain("hunter2");
});

test("the link of a forgotten password signs in and leads back to the page that asked", async () => {
  const { email } = await signUp();
  const back = "http://localhost:8080/reset-password";
  await call(
    "POST",
    `/auth/v1/recover?redirect_to=${encodeURIComponent(back)}`,
    { body: { email } },
  );
  const link = /http:\/\/127\.0\.0\.1:8080\/auth\/v1\/verify\S+/.exec(
    mails.findLast(({ to }) => to === email)?.text ?? "",
  );
  const response = await supabase.fetch(new Request(link?.[0] ?? ""));
  const location = new URL(response.headers.get("location") ?? "");
  expect(location.origin + location.pathname).toBe(back);
  const fragment = new URLSearchParams(location.hash.slice(1));
  expect(fragment.get("type")).toBe("recovery");
  const headers = {
    authorization: `Bearer ${String(fragment.get("access_token"))}`,
  };
  expect(
    (
      await call("PUT", "/auth/v1/user", {
        headers,
        body: { password: "battery staple" },
      })
    ).status,
  ).toBe(200);
  expect(
    (
      await call("POST", "/auth/v1/token?grant_type=password", {
        body: { email, password: "battery staple" },
      })
    ).status,
  ).toBe(200);
});

test("a link leads nowhere but to addresses of ours", async () => {
  const { email } = await signUp();
  await call(
    "POST",
    `/auth/v1/recover?redirect_to=${encodeURIComponent("https://evil.example/")}`,
    { body: { email } },
  );
  expect(mails.findLast(({ to }) => to === email)?.text).not.toContain(
    "evil.example",
  );
});
