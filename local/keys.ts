import { randomBytes } from "node:crypto";
import { watch, type FSWatcher } from "node:fs";
import { basename, join } from "node:path";
import { createPrivate, readIfThere, writePrivate } from "./files.ts";

/** What an installation keeps to itself: made once, on its first start. */
export interface Keys {
  postgresPassword: string;
  jwtSecret: string;
  publishableKey: string;
  secretKey: string;
  /** PROXMOX_ENCRYPTION_KEY: without it no stored API token opens again. */
  encryptionKey: string;
  demoPassword: string;
}

export function keysFile(dataDirectory: string): string {
  return join(dataDirectory, "keys.json");
}

export async function readKeys(dataDirectory: string): Promise<Keys> {
  const path = keysFile(dataDirectory);
  const stored = (await readIfThere(path)) ?? (await createKeys(path));
  const keys = parseKeys(stored);
  if (!keys)
    throw new Error(
      `${path} is damaged. Restore it from a backup: the stored API tokens do not open without it.`,
    );
  return keys;
}

/** Puts a new encryption key in front of those there are; returns its id. The old ones stay, for what lies under them and for old backups. */
export async function addEncryptionKey(dataDirectory: string): Promise<number> {
  const keys = await readKeys(dataDirectory);
  const ids = keys.encryptionKey.split(",").map((entry) => parseInt(entry, 10));
  const id = Math.max(...ids) + 1;
  const encryptionKey = `${encryptionKeyOf(id)},${keys.encryptionKey}`;
  const text = JSON.stringify({ ...keys, encryptionKey }, null, 2);
  await writePrivate(keysFile(dataDirectory), `${text}\n`);
  return id;
}

/** Says when `npm run rotate-key` has put a new encryption key in front. */
export function watchEncryptionKey(
  dataDirectory: string,
  { encryptionKey }: Keys,
  onChange: (encryptionKey: string) => Promise<void>,
): FSWatcher {
  let known = encryptionKey;
  const look = async () => {
    const found = (await readKeys(dataDirectory)).encryptionKey;
    if (found === known) return;
    known = found;
    await onChange(found);
  };
  return watch(dataDirectory, (_event, name) => {
    if (name === basename(keysFile(dataDirectory)))
      look().catch((error: unknown) => console.error((error as Error).message));
  });
}

function encryptionKeyOf(id: number): string {
  return `${String(id)}:${randomBytes(32).toString("base64")}`;
}

async function createKeys(path: string): Promise<string> {
  const keys: Keys = {
    postgresPassword: randomBytes(24).toString("base64url"),
    jwtSecret: randomBytes(48).toString("base64url"),
    publishableKey: `sb_publishable_${randomBytes(24).toString("base64url")}`,
    secretKey: `sb_secret_${randomBytes(24).toString("base64url")}`,
    encryptionKey: encryptionKeyOf(1),
    demoPassword: randomBytes(9).toString("base64url"),
  };
  const text = `${JSON.stringify(keys, null, 2)}\n`;
  if (await createPrivate(path, text)) return text;
  return (await readIfThere(path)) ?? text;
}

function parseKeys(text: string): Keys | undefined {
  try {
    const keys = JSON.parse(text) as Keys;
    const complete = (
      [
        "postgresPassword",
        "jwtSecret",
        "publishableKey",
        "secretKey",
        "encryptionKey",
        "demoPassword",
      ] as const
    ).every((name) => typeof keys[name] === "string" && keys[name] !== "");
    return complete ? keys : undefined;
  } catch {
    return undefined;
  }
}
