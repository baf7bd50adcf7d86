// @vitest-environment node
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startStack, type Stack } from "../../local/stack.ts";
import { rotateTokens } from "../../local/rotation.ts";
import { parseKeyring } from "../../supabase/functions/_shared/db/keys.ts";
import { startFakeProxmox, type FakeProxmox } from "./fakeProxmox.ts";

/** One run with marked secrets through everything that works and everything that fails; then every place is searched for them. */

const keyBytes = randomBytes(32);
const newKeyBytes = randomBytes(32);
const encryptionKey = `7:${keyBytes.toString("base64")}`;
const bothKeys = `8:${newKeyBytes.toString("base64")},${encryptionKey}`;
/** What may be nowhere, in each way in which it could be written. */
const marks = new Map<string, Buffer>();
const answers: string[] = [];

let dataDirectory: string;
let stack: Stack;
let fake: FakeProxmox;

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "muster-canary-"));
  fake = await startFakeProxmox();
  stack = await startStack({
    dataDirectory,
    webDirectory: null,
    say: () => undefined,
    functionsEnvironment: {
      PROXMOX_ALLOW_LOOPBACK: "true",
      PROXMOX_ENCRYPTION_KEY: bothKeys.split(",").toReversed().join(","),
      PROXMOX_HOST: fake.host,
      PROXMOX_PORT: String(fake.port),
      PROXMOX_API_TOKEN: fake.token,
      PROXMOX_CA_CERT: fake.caCertificate.replaceAll("\n", "\\n"),
    },
  });
  mark("the master key", keyBytes);
  mark("the new master key", newKeyBytes);
  markToken("the operator's token", fake.token);
});
afterAll(async () => {
  await stack.stop();
  await fake.close();
  await rm(dataDirectory, { recursive: true, force: true });
});

function mark(name: string, bytes: Buffer): void {
  marks.set(name, bytes);
  for (const encoding of ["hex", "base64", "base64url"] as const)
    marks.set(`${name}, ${encoding}`, Buffer.from(bytes.toString(encoding)));
}

/** Its id is known to everybody; the value is the secret. */
function markToken(name: string, token: string): string {
  mark(name, Buffer.from(token.slice(token.indexOf("=") + 1)));
  return token;
}

const newToken = (name: string) =>
  markToken(name, `root@pam!canary=${randomUUID()}`);

async function send(
  method: string,
  path: string,
  { accessToken, body }: { accessToken?: string; body?: unknown } = {},
): Promise<{ status: number; json: unknown }> {
  const response = await fetch(stack.url + path, {
    method,
    headers: {
      apikey: stack.publishableKey,
      ...(accessToken && { authorization: `Bearer ${accessToken}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && {
      body: typeof body === "string" ? body : JSON.stringify(body),
    }),
  });
  const text = await response.text();
  answers.push(text, JSON.stringify([...response.headers]));
  return {
    status: response.status,
    json: text.startsWith("{") ? JSON.parse(text) : text,
  };
}

test("G01 G02 G03 C09 after everything that works and everything that fails no secret is in an answer, a log, the audit log, a dump or a file", async () => {
  const session = await send("POST", "/auth/v1/signup", {
    body: { email: "canary@example.org", password: "long enough" },
  });
  const { access_token: accessToken } = session.json as {
    access_token: string;
  };
  markToken("a session", `=${accessToken}`);
  const call = (method: string, path: string, body?: unknown) =>
    send(method, `/functions/v1/${path}`, {
      accessToken,
      ...(body !== undefined && { body }),
    });
  const address = {
    host: fake.host,
    port: fake.port,
    trust: { mode: "ca", ca_certificate: fake.caCertificate },
  };

  // What works.
  const added = await call("POST", "proxmox-servers", {
    name: "Canary",
    ...address,
    api_token: fake.token,
  });
  expect(added.status).toBe(201);
  const { id } = (added.json as { server: { id: string } }).server;
  const guest = { serverId: id, node: "pve1", type: "qemu", vmid: 100 };
  const start = { ...guest, action: "start" };
  for (const [method, path, body] of [
    ["GET", "proxmox-servers"],
    ["POST", "proxmox-servers/test", { id }],
    ["GET", `proxmox-servers/${id}/permissions`],
    ["GET", "list-vms"],
    ["POST", "vm-actions", start],
    ["POST", "vm-actions", { action: "stop", items: [guest] }],
  ] as const)
    expect((await call(method, path, body)).status).toBeLessThan(300);

  // What fails, with a secret in the hand: at the door, in a schema, in the database, at Proxmox VE, on the way to it.
  const again = { name: "Again", ...address };
  const failures: [string, string, unknown][] = [
    [
      "POST",
      "proxmox-servers",
      { ...again, api_token: newToken("taken host") },
    ],
    [
      "POST",
      "proxmox-servers",
      { ...again, host: "!", api_token: newToken("bad host") },
    ],
    [
      "POST",
      "proxmox-servers",
      { ...again, name: newToken("as a name"), api_token: "x" },
    ],
    [
      "POST",
      "proxmox-servers",
      { ...again, api_token: `${newToken("with a line")}\r\nx: y` },
    ],
    ["POST", "proxmox-servers", `{"api_token": "${newToken("broken JSON")}"`],
    ["POST", "proxmox-servers", { ...again, [newToken("as a field")]: 1 }],
    [
      "PUT",
      `proxmox-servers/${id}`,
      { host: "10.0.0.9", token: newToken("unknown field") },
    ],
    [
      "PUT",
      `proxmox-servers/${randomUUID()}`,
      { api_token: newToken("no such server") },
    ],
    [
      "PUT",
      `proxmox-servers/${id}`,
      { version: 99, api_token: newToken("old version") },
    ],
    [
      "POST",
      "proxmox-servers/test",
      { ...address, api_token: newToken("refused") },
    ],
    [
      "POST",
      "proxmox-servers/test",
      {
        ...address,
        trust: { mode: "system" },
        api_token: newToken("untrusted"),
      },
    ],
    [
      "POST",
      "proxmox-servers/test",
      {
        ...address,
        host: "127.0.0.1",
        port: 1024,
        api_token: newToken("closed port"),
      },
    ],
    ["POST", "vm-actions", { ...start, action: newToken("as an action") }],
    ["POST", "vm-actions", { ...start, vmid: 99999, node: "gone" }],
    [
      "POST",
      `proxmox-servers?api_token=${encodeURIComponent(newToken("in the address"))}`,
      {},
    ],
    [
      "GET",
      `vm-actions/tasks/${encodeURIComponent(newToken("as a task"))}`,
      undefined,
    ],
  ];
  for (const [method, path, body] of failures) {
    const { status } = await call(method, path, body);
    if (path !== "vm-actions") expect(status, path).toBeGreaterThanOrEqual(400);
  }
  await send("GET", "/functions/v1/list-vms", {
    accessToken: markToken("a forged session", `${accessToken}x`),
  });
  // Straight at the database's own door, where a statement could quote what it refuses.
  for (const name of ["add_server", "open_tokens", "no_such_function"])
    await send("POST", `/rest/v1/rpc/${name}`, {
      accessToken,
      body: { p_token: newToken(`rpc ${name}`), p_row_key: "aa".repeat(32) },
    });

  // The keys that rows lie under, derived from the marked ones.
  for (const text of [encryptionKey, bothKeys]) {
    const { newest } = await parseKeyring(text);
    const [{ user_id }] = (await sqlOf(
      (sql) => sql`select user_id from public.proxmox_servers where id = ${id}`,
    )) as unknown as [{ user_id: string }];
    const row = {
      userId: user_id,
      serverId: id,
      host: fake.host,
      port: fake.port,
    };
    mark(
      `row key ${String(newest.id)}`,
      Buffer.from(await newest.rowKey(row), "hex"),
    );
  }
  const rotation = await rotateTokens({
    url: stack.url,
    secretKey: stack.secretKey,
    encryptionKey: bothKeys,
  });
  expect(rotation).toMatchObject({ rotated: 1, failed: [] });
  expect((await call("GET", "list-vms")).status).toBe(200);

  const dump = await dumpDatabase();
  expect(dump).toContain("canary@example.org");
  expect(dump).toContain("guest.start");
  expect(dump).toMatch(/\\xc30c04090108/);
  expectNone("the database", Buffer.from(dump));
  expectNone("an answer", Buffer.from(answers.slice(2).join("\n")));
  let files = 0;
  for (const file of await readdir(dataDirectory, {
    recursive: true,
    withFileTypes: true,
  })) {
    // Our own keys of this installation, which has none of the marked ones.
    if (!file.isFile()) continue;
    const path = join(file.parentPath, file.name);
    expectNone(path, await readFile(path).catch(() => Buffer.alloc(0)));
    files += 1;
  }
  expect(files).toBeGreaterThan(100);
  const log = await readFile(join(dataDirectory, "functions.log"), "utf8");
  expect(log).toContain("validation_failed");
});

test("the search finds a secret where there is one", () => {
  mark("a probe", Buffer.from("probe-0123456789abcdef"));
  const hidden = Buffer.from("x".repeat(500) + "probe-0123456789abcdef");
  expect(() => expectNone("here", hidden)).toThrow(/a probe in here/);
  marks.delete("a probe");
});

test("G01 settings that would log secrets are named, also where they hold for one role alone", async () => {
  const found = await sqlOf(async (sql) => {
    const ask = () =>
      sql<
        { setting: string; reason: string }[]
      >`select * from private.log_safety()`;
    expect(await ask()).toEqual([]);
    await sql`alter role authenticated set log_parameter_max_length_on_error = -1`;
    try {
      return await ask();
    } finally {
      await sql`alter role authenticated reset log_parameter_max_length_on_error`;
    }
  });
  expect(found).toMatchObject([
    {
      setting: "log_parameter_max_length_on_error",
      reason: expect.stringContaining("authenticated") as string,
    },
  ]);
});

function expectNone(where: string, content: Buffer): void {
  for (const [name, bytes] of marks)
    if (content.includes(bytes)) expect.fail(`${name} in ${where}`);
}

async function sqlOf<T>(use: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(stack.superuserConnectionString, {
    max: 1,
    onnotice: () => undefined,
  });
  try {
    return await use(sql);
  } finally {
    await sql.end();
  }
}

/** Every row of every table, as text; and what the server remembers of statements. */
async function dumpDatabase(): Promise<string> {
  return await sqlOf(async (sql) => {
    const tables = await sql<{ name: string }[]>`
      select format('%I.%I', schemaname, tablename) as name from pg_catalog.pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`;
    const rows: string[] = [];
    for (const name of [
      ...tables.map(({ name }) => name),
      "pg_catalog.pg_stat_activity",
      "pg_catalog.pg_prepared_statements",
    ])
      for (const { row } of await sql.unsafe<{ row: string }[]>(
        `select t::text as row from ${name} t`,
      ))
        rows.push(row);
    return rows.join("\n");
  });
}
