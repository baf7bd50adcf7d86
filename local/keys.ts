import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { createPrivate, readIfThere } from "./files.ts";

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

async function createKeys(path: string): Promise<string> {
  const keys: Keys = {
    postgresPassword: randomBytes(24).toString("base64url"),
    jwtSecret: randomBytes(48).toString("base64url"),
    publishableKey: `sb_publishable_${randomBytes(24).toString("base64url")}`,
    secretKey: `sb_secret_${randomBytes(24).toString("base64url")}`,
    encryptionKey: `1:${randomBytes(32).toString("base64")}`,
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
