import { createHash, randomUUID } from "node:crypto";
import type postgres from "postgres";

/** A person with an account, made as Auth makes one. */
export async function createPerson(sql: postgres.Sql): Promise<string> {
  const id = randomUUID();
  await sql`
    insert into auth.users (id, email, email_confirmed_at, raw_user_meta_data)
    values (${id}, ${`${id}@example.org`}, now(), '{}')`;
  return id;
}

export interface ServerArguments {
  userId: string;
  serverId?: string;
  name?: string;
  host?: string;
  token?: string;
  rowKey?: string;
  keyCheck?: string;
}

export const someToken = "root@pam!muster=01234567-89ab-cdef-0123-456789abcdef";
export const someRowKey = createHash("sha256").update("row key").digest("hex");
export const someKeyCheck = createHash("md5").update("key check").digest("hex");

/** The RPC as the functions call it: every value is a parameter. */
export async function addServer(
  sql: postgres.ISql,
  {
    userId,
    serverId = randomUUID(),
    name = "Server",
    host = `${serverId}.example.org`,
    token = someToken,
    rowKey = someRowKey,
    keyCheck = someKeyCheck,
  }: ServerArguments,
): Promise<string> {
  await sql`
    select id from public.add_server(
      ${userId}, ${serverId}, ${name}, ${host}, 8006, '{"mode": "system"}', ${token}, 1::smallint, ${keyCheck}, ${rowKey}
    )`;
  return serverId;
}

export async function openTokens(
  sql: postgres.ISql,
  userId: string,
  serverIds: readonly string[],
  keys: Record<number, { rowKey: string; check: string }> = {
    1: { rowKey: someRowKey, check: someKeyCheck },
  },
): Promise<
  { server_id: string; token: string | null; failure: string | null }[]
> {
  const each = <Value>(
    value: (key: { rowKey: string; check: string }) => Value,
  ) =>
    Object.fromEntries(
      Object.entries(keys).map(([id, key]) => [id, value(key)]),
    );
  const rowKeys = Object.fromEntries(
    serverIds.map((id) => [id, each(({ rowKey }) => rowKey)]),
  );
  const checks = each(({ check }) => check);
  return await sql`
    select server_id, token, failure
    from public.open_tokens(${userId}, ${sql.json(rowKeys)}, ${sql.json(checks)})`;
}
