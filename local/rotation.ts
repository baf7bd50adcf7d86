import type { AuditAction } from "../supabase/functions/_shared/contract/audit.ts";
import {
  parseKeyring,
  type Keyring,
  type MasterKey,
} from "../supabase/functions/_shared/db/keys.ts";

/** The Supabase whose tokens get a new key: any, here or elsewhere. */
export interface RotationTarget {
  url: string;
  /** sb_secret_…, or the older service_role key. */
  secretKey: string;
  /** PROXMOX_ENCRYPTION_KEY: the new key first, then all that tokens still lie under. */
  encryptionKey: string;
}

export interface RotationResult {
  keyId: number;
  rotated: number;
  /** Meanwhile removed, entered anew, or done by another worker. */
  skipped: number;
  failed: { serverId: string; reason: string }[];
}

interface Row {
  server_id: string;
  user_id: string;
  host: string;
  port: number;
  key_id: number;
}

const pageSize = 200;
const atOnce = 8;

/** Nothing can be done at all; the message says what the operator has to mend. */
export class RotationError extends Error {}

/**
 * Seals every stored token with the newest key, one by one, while people work. A row is changed in one transaction or not at all, so
 * this may be stopped and begun again; a row that does not open is reported and left as it is.
 */
export async function rotateTokens(
  target: RotationTarget,
): Promise<RotationResult> {
  const keyring = await readKeyring(target.encryptionKey);
  const { newest } = keyring;
  const result: RotationResult = {
    keyId: newest.id,
    rotated: 0,
    skipped: 0,
    failed: [],
  };
  const requestId = crypto.randomUUID();
  const note = (outcome: string, counts: object) =>
    writeAudit(target, requestId, outcome, { keyId: newest.id, ...counts });

  await note("attempt", {});
  try {
    for (let after: string | null = null; ;) {
      const rows: Row[] = await call(target, "tokens_to_rotate", {
        p_key_id: newest.id,
        p_after: after,
        p_limit: pageSize,
      });
      await rotateRows(target, keyring, rows, result);
      after = rows.at(-1)?.server_id ?? null;
      if (rows.length < pageSize) break;
    }
  } finally {
    const { rotated, failed } = result;
    await note(failed.length > 0 ? "error" : "ok", {
      rotated,
      failed: failed.length,
    });
  }
  return result;
}

async function rotateRows(
  target: RotationTarget,
  keyring: Keyring,
  rows: readonly Row[],
  result: RotationResult,
): Promise<void> {
  const queue = rows.values();
  const worker = async () => {
    for (const row of queue) {
      const outcome = await rotateRow(target, keyring, row);
      if (outcome === "rotated") result.rotated += 1;
      else if (outcome === "skipped") result.skipped += 1;
      else result.failed.push({ serverId: row.server_id, reason: outcome });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** "rotated", "skipped", or in words why not. */
async function rotateRow(
  target: RotationTarget,
  { newest, all }: Keyring,
  row: Row,
): Promise<string> {
  const old = all.find(({ id }) => id === row.key_id);
  if (!old)
    return `lies under key ${String(row.key_id)}, which PROXMOX_ENCRYPTION_KEY does not hold`;
  const outcome = await call<string>(target, "rotate_token", {
    p_server_id: row.server_id,
    p_old_key_id: old.id,
    p_old_row_key: await rowKeyOf(old, row),
    p_key_id: newest.id,
    p_key_check: newest.check,
    p_row_key: await rowKeyOf(newest, row),
  });
  return outcome === "rotated" || outcome === "skipped"
    ? outcome
    : `does not open with key ${String(old.id)} (${outcome}): its owner has to enter the token again, or this is another key than the one that sealed it`;
}

function rowKeyOf(key: MasterKey, row: Row): Promise<string> {
  const { user_id: userId, server_id: serverId, host, port } = row;
  return key.rowKey({ userId, serverId, host, port });
}

async function readKeyring(text: string): Promise<Keyring> {
  try {
    return await parseKeyring(text);
  } catch (error) {
    // For people it is a configuration problem; the operator, who asks here, is told which.
    const reason = (error as Error).cause;
    throw new RotationError(
      reason instanceof Error ? reason.message : String(error),
      { cause: error },
    );
  }
}

async function writeAudit(
  target: RotationTarget,
  requestId: string,
  outcome: string,
  detail: object,
): Promise<void> {
  const action: AuditAction = "key.rotate";
  const entry = { action, outcome, request_id: requestId, detail };
  await call(target, "write_audit", { p_entries: [entry] });
}

async function call<Answer>(
  { url, secretKey }: RotationTarget,
  name: string,
  parameters: object,
): Promise<Answer> {
  const response = await fetch(
    `${url.replace(/\/$/, "")}/rest/v1/rpc/${name}`,
    {
      method: "POST",
      headers: {
        apikey: secretKey,
        // The older keys are JWTs, and count only here.
        ...(secretKey.startsWith("eyJ") && {
          authorization: `Bearer ${secretKey}`,
        }),
        "content-type": "application/json",
      },
      body: JSON.stringify(parameters),
      signal: AbortSignal.timeout(30_000),
    },
  ).catch((cause: unknown) => {
    throw new RotationError(`${url} does not answer`, { cause });
  });
  const text = await response.text();
  if (response.ok)
    return (text === "" ? undefined : JSON.parse(text)) as Answer;
  throw new RotationError(
    response.status === 401 || response.status === 403
      ? `${url} refuses the secret key`
      : `${url} answered ${String(response.status)} to ${name}: ${messageOf(text)}`,
  );
}

function messageOf(text: string): string {
  try {
    return String((JSON.parse(text) as { message?: unknown }).message);
  } catch {
    return "no reason given";
  }
}
