import { readFile } from "node:fs/promises";
import { join } from "node:path";
import postgres from "postgres";
import { expect, onTestFinished, test } from "vitest";
import { writePrivate } from "./files.ts";
import { readKeys } from "./keys.ts";
import { startStack, type Stack } from "./stack.ts";
import { rotateTokens } from "./rotation.ts";
import { runProgram } from "./testing/program.ts";
import { temporaryDirectory } from "./testing/temporary.ts";

/** An installation with a person who has servers; nobody answers at their addresses. */
async function install(servers: number) {
  const dataDirectory = await temporaryDirectory();
  const stack = await startStack({
    dataDirectory,
    webDirectory: null,
    say: () => undefined,
    functionsEnvironment: { PROXMOX_ALLOW_LOOPBACK: "true" },
  });
  onTestFinished(() => stack.stop());
  const response = await fetch(`${stack.url}/auth/v1/signup`, {
    method: "POST",
    headers: headers(stack),
    body: JSON.stringify({ email: "a@example.org", password: "long enough" }),
  });
  const session = (await response.json()) as { access_token: string };
  const call = (method: string, path: string, body?: unknown) =>
    fetch(`${stack.url}/functions/v1/${path}`, {
      method,
      headers: headers(stack, session.access_token),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  for (let n = 1; n <= servers; n += 1) {
    const added = await call("POST", "proxmox-servers", {
      name: `Server ${String(n)}`,
      host: "127.0.0.1",
      port: 1024 + n,
      api_token: `root@pam!muster=00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
    });
    expect(added.status).toBe(201);
  }
  /** What went wrong with each server: that nobody listens, once its token has been opened. */
  const outcomes = async () => {
    const answer = await call("GET", "list-vms");
    const { servers: list = [] } = (await answer.json()) as {
      servers?: { error?: { code: string } }[];
    };
    return list.map(({ error }) => error?.code);
  };
  const sql = postgres(stack.superuserConnectionString, { max: 1 });
  onTestFinished(() => sql.end());
  const keyIds = async () =>
    (
      await sql`select key_id, count(*)::int as n from private.server_tokens group by 1 order by 1`
    ).map((row) => [row["key_id"], row["n"]] as const);
  return { dataDirectory, stack, outcomes, sql, keyIds };
}

function headers(stack: Stack, accessToken?: string): Record<string, string> {
  return {
    apikey: stack.publishableKey,
    "content-type": "application/json",
    ...(accessToken && { authorization: `Bearer ${accessToken}` }),
  };
}

const rotateKey = (dataDirectory: string, ...args: string[]) =>
  runProgram(["local/rotate-key.ts", "--data", dataDirectory, ...args]);

test(
  "a new key takes over in a running installation: no reading fails meanwhile, and one broken row keeps no other back",
  { timeout: 60_000 },
  async () => {
    const { dataDirectory, stack, outcomes, sql, keyIds } = await install(20);
    await sql`
    update private.server_tokens set ciphertext = set_byte(ciphertext, 70, 255 - get_byte(ciphertext, 70))
    where server_id = (select id from public.proxmox_servers where port = 1030)`;
    const { url, publishableKey } = stack;
    await writePrivate(
      join(dataDirectory, "run.json"),
      JSON.stringify({ url, publishableKey }),
    );

    const program = rotateKey(dataDirectory, "--new-key");
    const over = new AbortController();
    const ended = program.ends().finally(() => over.abort());
    const wrong: unknown[] = [];
    let readings = 0;
    while (!over.signal.aborted) {
      const codes = (await outcomes()).filter((code) => code !== "refused");
      // A person's own limit of readings a minute is no failure of a token.
      if (codes.join() !== "decrypt_failed" && codes.length > 0)
        wrong.push(codes);
      readings += 1;
      await sql`delete from private.rate_limits`;
    }
    expect(await ended).toBe(1);
    expect(program.output()).toContain(
      "Key 2: 19 tokens rotated, 0 skipped, 1 failed.",
    );
    expect(program.output()).toMatch(
      /server [\da-f-]{36} does not open with key 1 \(decrypt_failed\)/,
    );
    expect(wrong).toEqual([]);
    expect(readings).toBeGreaterThan(5);
    expect(await keyIds()).toEqual([
      [1, 1],
      [2, 19],
    ]);

    // Once more changes nothing, and names what is left.
    const again = rotateKey(dataDirectory);
    expect(await again.ends()).toBe(1);
    expect(again.output()).toContain(
      "Key 2: 0 tokens rotated, 0 skipped, 1 failed.",
    );
    const [entry] =
      await sql`select actor, detail from public.audit_log where action = 'key.rotate' and outcome = 'error' order by id limit 1`;
    expect(entry).toEqual({
      actor: null,
      detail: { keyId: 2, rotated: 19, failed: 1 },
    });
  },
);

test(
  "C07 C08 F29 a missing and a mistyped key are named to the operator by their ids, to people as a configuration problem",
  { timeout: 30_000 },
  async () => {
    const { dataDirectory, stack, sql, keyIds } = await install(2);
    const { secretKey, encryptionKey } = await readKeys(dataDirectory);
    const other = Buffer.alloc(32, 7).toString("base64");
    const rotate = (keys: string) =>
      rotateTokens({ url: stack.url, secretKey, encryptionKey: keys });

    const missing = await rotate(`3:${other}`);
    expect(missing).toMatchObject({ rotated: 0, keyId: 3 });
    expect(missing.failed[0]?.reason).toMatch(
      /key 1, which PROXMOX_ENCRYPTION_KEY does not hold/,
    );
    const mistyped = await rotate(`3:${other},1:${other}`);
    expect(mistyped.failed[0]?.reason).toMatch(/does not open with key 1/);
    await sql`insert into private.key_checks (key_id, check_value) values (4, repeat('0', 32))`;
    await expect(rotate(`4:${other},${encryptionKey}`)).rejects.toThrow(
      /encryption key 4 is not the key/,
    );
    await expect(rotate("3:short")).rejects.toThrow(/mistake in entry 1/);
    await expect(
      rotateTokens({
        url: stack.url,
        secretKey: "sb_secret_no",
        encryptionKey: `3:${other}`,
      }),
    ).rejects.toThrow(/refuses the secret key/);
    expect(await keyIds()).toEqual([[1, 2]]);
    const log = await readFile(join(dataDirectory, "functions.log"), "utf8");
    expect(log).not.toContain(other);
  },
);

test(
  "an installation that does not run is started for it; where there is none it says so",
  { timeout: 60_000 },
  async () => {
    const nowhere = rotateKey(await temporaryDirectory(), "--new-key");
    expect(await nowhere.ends()).toBe(1);
    expect(nowhere.output()).toMatch(/There is no installation in/);

    const { dataDirectory, stack } = await install(3);
    await stack.stop();
    const program = rotateKey(dataDirectory, "--new-key");
    expect(await program.ends()).toBe(0);
    expect(program.output()).toContain(
      "Key 2: 3 tokens rotated, 0 skipped, 0 failed.",
    );
    const { encryptionKey } = await readKeys(dataDirectory);
    expect(encryptionKey).toMatch(/^2:[\w+/]{43}=,1:[\w+/]{43}=$/);
  },
);
