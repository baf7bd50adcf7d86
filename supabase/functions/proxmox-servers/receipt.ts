import * as z from "zod/mini";
import { certificateSchema } from "../_shared/contract/serverList.ts";
import { maxReceiptLength } from "../_shared/contract/servers.ts";
import { keyringFromEnvironment } from "../_shared/db/keyring.ts";
import type { Finding } from "../_shared/db/servers.ts";

/** What was tested, and by whom. Only for exactly this is the receipt good. */
export interface Tested {
  userId: string;
  host: string;
  port: number;
  /** The token itself, or the server whose stored one served. */
  token: { given: string } | { storedOf: string };
}

const validMs = 15 * 60_000;

const contentSchema = z.object({
  testedAt: z.number(),
  finding: z.object({
    version: z.string(),
    cluster: z.nullable(z.string()),
    tokenExpiresAt: z.nullable(z.string()),
    certificate: z.nullable(certificateSchema),
  }),
});

/**
 * A test of what is not saved yet has nowhere to note what it has found. So it is given along, under a code of ours, and comes back when it is
 * saved: nobody can say of a server what no test has found. Null where a server says so much of itself that nobody would take it back.
 */
export async function writeReceipt(
  tested: Tested,
  finding: Finding,
): Promise<string | null> {
  const content = encode(JSON.stringify({ testedAt: Date.now(), finding }));
  const receipt = `${content}.${await codeOf(content, tested)}`;
  return receipt.length <= maxReceiptLength ? receipt : null;
}

/** What the test has found, if the receipt is ours, for exactly this, and not old. */
export async function readReceipt(
  receipt: string,
  tested: Tested,
): Promise<Finding | undefined> {
  const [content = "", code = ""] = receipt.split(".");
  if (!isSame(code, await codeOf(content, tested))) return undefined;
  const { testedAt, finding } = z.parse(
    contentSchema,
    JSON.parse(decode(content)),
  );
  return Date.now() - testedAt < validMs ? finding : undefined;
}

async function codeOf(
  content: string,
  { userId, host, port, token }: Tested,
): Promise<string> {
  const { newest } = await keyringFromEnvironment();
  return await newest.receiptCode(
    JSON.stringify([content, userId, host, port, token]),
  );
}

function encode(text: string): string {
  return btoa(
    Array.from(new TextEncoder().encode(text), (byte) =>
      String.fromCharCode(byte),
    ).join(""),
  );
}

function decode(base64: string): string {
  return new TextDecoder().decode(
    Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)),
  );
}

function isSame(given: string, expected: string): boolean {
  if (given.length !== expected.length) return false;
  let difference = 0;
  for (let index = 0; index < expected.length; index++)
    difference |= given.charCodeAt(index) ^ expected.charCodeAt(index);
  return difference === 0;
}
