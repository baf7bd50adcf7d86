import { createHash, createHmac } from "node:crypto";
import { type Bytes, concat, noBytes } from "./bytes.ts";
import { number, vector } from "./messages.ts";
import { type CipherSuite } from "./protocol.ts";

/** The key schedule of RFC 8446, section 7.1, for a handshake without a pre-shared key. */

type Hash = CipherSuite["hash"];
type SuiteHash = Pick<CipherSuite, "hash" | "hashBytes">;

export interface TrafficSecrets {
  client: Bytes;
  server: Bytes;
}

export interface HandshakeSecrets extends TrafficSecrets {
  /** From which the secrets of the application data are derived, once the handshake is proven. */
  master: Bytes;
}

/** `transcriptHash`: ClientHello to ServerHello. */
export function deriveHandshakeSecrets(
  { hash, hashBytes }: SuiteHash,
  sharedSecret: Bytes,
  transcriptHash: Bytes,
): HandshakeSecrets {
  const zeros = new Uint8Array(hashBytes);
  const derived = (secret: Bytes) =>
    expandLabel(hash, secret, "derived", digest(hash, noBytes), hashBytes);

  const early = extract(hash, zeros, zeros);
  const handshake = extract(hash, derived(early), sharedSecret);
  const traffic = (label: string) =>
    expandLabel(hash, handshake, label, transcriptHash, hashBytes);

  return {
    client: traffic("c hs traffic"),
    server: traffic("s hs traffic"),
    master: extract(hash, derived(handshake), zeros),
  };
}

/** `transcriptHash`: ClientHello to the server's Finished. */
export function deriveApplicationSecrets(
  { hash, hashBytes }: SuiteHash,
  master: Bytes,
  transcriptHash: Bytes,
): TrafficSecrets {
  const traffic = (label: string) =>
    expandLabel(hash, master, label, transcriptHash, hashBytes);
  return { client: traffic("c ap traffic"), server: traffic("s ap traffic") };
}

/** Section 7.2: the secret after a KeyUpdate. */
export function nextTrafficSecret(
  { hash, hashBytes }: SuiteHash,
  secret: Bytes,
): Bytes {
  return expandLabel(hash, secret, "traffic upd", noBytes, hashBytes);
}

/** Section 7.3. */
export function deriveTrafficKey(
  { hash, keyBytes }: Pick<CipherSuite, "hash" | "keyBytes">,
  secret: Bytes,
): { key: Bytes; iv: Bytes } {
  return {
    key: expandLabel(hash, secret, "key", noBytes, keyBytes),
    iv: expandLabel(hash, secret, "iv", noBytes, 12),
  };
}

/** Section 4.4.4: what the Finished of the owner of `trafficSecret` holds. */
export function finishedMac(
  { hash, hashBytes }: SuiteHash,
  trafficSecret: Bytes,
  transcriptHash: Bytes,
): Bytes {
  const key = expandLabel(hash, trafficSecret, "finished", noBytes, hashBytes);
  return hmac(hash, key, transcriptHash);
}

/**
 * HKDF-Expand-Label. HKDF-Expand (RFC 5869, section 2.3) comes down to its first block here: TLS 1.3 never needs more than one hash.
 */
function expandLabel(
  hash: Hash,
  secret: Bytes,
  label: string,
  context: Bytes,
  length: number,
): Bytes {
  const info = concat(
    number(2, length),
    vector(1, new TextEncoder().encode(`tls13 ${label}`)),
    vector(1, context),
  );
  return hmac(hash, secret, concat(info, number(1, 1))).slice(0, length);
}

/** HKDF-Extract (RFC 5869, section 2.2). */
function extract(hash: Hash, salt: Bytes, keyMaterial: Bytes): Bytes {
  return hmac(hash, salt, keyMaterial);
}

function hmac(hash: Hash, key: Bytes, data: Bytes): Bytes {
  return new Uint8Array(createHmac(hash, key).update(data).digest());
}

function digest(hash: Hash, data: Bytes): Bytes {
  return new Uint8Array(createHash(hash).update(data).digest());
}
