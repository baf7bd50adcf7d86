import { AppError } from "../contract/errors.ts";

/** What a row key is bound to. Moved to another row, owner, host or port, a sealed token does not open. */
export interface RowIdentity {
  userId: string;
  serverId: string;
  host: string;
  port: number;
}

/** One key of PROXMOX_ENCRYPTION_KEY. Its bytes stay in WebCrypto; only what is derived from it comes out. */
export interface MasterKey {
  id: number;
  /** Tells whether this is the key that the database knows under this id, and nothing else about it. */
  check: string;
  /** 64 hexadecimal digits. */
  rowKey(row: RowIdentity): Promise<string>;
  /** 64 hexadecimal digits that nobody else can make for this text, which has no line break. */
  receiptCode(text: string): Promise<string>;
}

/** The newest key, which seals, and all keys, which open. */
export interface Keyring {
  newest: MasterKey;
  all: readonly MasterKey[];
}

const encoder = new TextEncoder();

/** RFC 5869. */
export async function hkdfSha256(
  inputKey: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array,
  length: number,
): Promise<Uint8Array> {
  const key = await importKey(inputKey);
  return await derive(key, salt, info, length);
}

function importKey(bytes: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", bytes as BufferSource, "HKDF", false, [
    "deriveBits",
  ]);
}

async function derive(
  key: CryptoKey,
  salt: Uint8Array,
  info: Uint8Array,
  length: number,
): Promise<Uint8Array> {
  const parameters = {
    name: "HKDF",
    hash: "SHA-256",
    salt: salt as BufferSource,
    info: info as BufferSource,
  };
  return new Uint8Array(
    await crypto.subtle.deriveBits(parameters, key, length * 8),
  );
}

/**
 * Reads `id:base64-of-32-bytes`, several with commas between, the newest first. Stored tokens hang on these derivations: a change of any
 * of their texts needs a new version number and a way to read the old one.
 */
export async function parseKeyring(text: string | undefined): Promise<Keyring> {
  // All of them are looked at before one is used: a mistake in one leaves nothing under way.
  const entries = (text ?? "")
    .split(",")
    .map((entry, index) => readEntry(entry.trim(), index + 1));
  if (new Set(entries.map(({ id }) => id)).size < entries.length)
    throw keyringError("gives two keys the same id");
  const keys = await Promise.all(entries.map(masterKey));
  const [newest] = keys;
  if (!newest) throw keyringError("is not set");
  return { newest, all: keys };
}

interface KeyEntry {
  id: number;
  bytes: Uint8Array;
}

function readEntry(entry: string, position: number): KeyEntry {
  if (entry === "") throw keyringError("is not set, or has an empty entry");
  // The entry itself stays out of the message: it is a key, or most of one.
  const [, digits, base64] =
    /^([1-9]\d{0,4}):([A-Za-z0-9+/]{43}=)$/.exec(entry) ?? [];
  const id = Number(digits);
  if (base64 === undefined || id > 32_767)
    throw keyringError(
      `has a mistake in entry ${String(position)}: write id:base64-of-32-bytes, with an id from 1 to 32767`,
    );
  return {
    id,
    bytes: Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)),
  };
}

async function masterKey({ id, bytes }: KeyEntry): Promise<MasterKey> {
  const key = await importKey(bytes);
  bytes.fill(0);
  const deriveHex = async (length: number, ...info: (string | number)[]) =>
    toHex(
      await derive(
        key,
        // No salt: the input is a random key already (RFC 5869, section 3.1).
        new Uint8Array(),
        // No part can hold a line break, so no two lists of parts give one text.
        encoder.encode(info.join("\n")),
        length,
      ),
    );
  return {
    id,
    check: await deriveHex(16, "muster key check v1", id),
    rowKey: ({ userId, serverId, host, port }) =>
      deriveHex(32, "muster server token v1", id, userId, serverId, host, port),
    receiptCode: (text) => deriveHex(32, "muster test receipt v1", id, text),
  };
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
}

function keyringError(what: string): AppError {
  return vaultMisconfigured(`PROXMOX_ENCRYPTION_KEY ${what}`);
}

/** People are told whose matter it is; the log, what the matter is. */
export function vaultMisconfigured(reason: string): AppError {
  return new AppError(
    "config_error",
    "Server configuration problem: this installation cannot open its stored tokens. Its operator finds the reason in the log.",
    { cause: new Error(reason) },
  );
}
