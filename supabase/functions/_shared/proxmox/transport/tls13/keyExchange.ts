import { type Bytes } from "./bytes.ts";
import { protocolError } from "./error.ts";
import { alert, namedGroup } from "./protocol.ts";

/** One key pair of ours for one group (RFC 8446, sections 4.2.8 and 7.4.2). */
export interface KeyShare {
  group: number;
  publicKey: Bytes;
  /** The secret shared with the owner of the other public key. */
  agree(peerPublicKey: Bytes): Promise<Bytes>;
}

interface Group {
  group: number;
  algorithm: { name: "X25519" } | { name: "ECDH"; namedCurve: "P-256" };
  publicKeyBytes: number;
}

const SHARED_SECRET_BITS = 256;

/** The one Deno prefers first. Both are offered with a share, since we do not support a HelloRetryRequest. */
const groups: readonly Group[] = [
  {
    group: namedGroup.x25519,
    algorithm: { name: "X25519" },
    publicKeyBytes: 32,
  },
  {
    // Uncompressed: 4, x, y (section 4.2.8.2).
    group: namedGroup.secp256r1,
    algorithm: { name: "ECDH", namedCurve: "P-256" },
    publicKeyBytes: 65,
  },
];

export function generateKeyShares(): Promise<KeyShare[]> {
  return Promise.all(groups.map(generateKeyShare));
}

async function generateKeyShare(group: Group): Promise<KeyShare> {
  // Both algorithms make pairs; TypeScript cannot tell that from the name.
  const pair = (await crypto.subtle.generateKey(group.algorithm, false, [
    "deriveBits",
  ])) as CryptoKeyPair;
  return {
    group: group.group,
    publicKey: new Uint8Array(
      await crypto.subtle.exportKey("raw", pair.publicKey),
    ),
    agree: (peerPublicKey) => agree(group, pair.privateKey, peerPublicKey),
  };
}

async function agree(
  { algorithm, publicKeyBytes }: Group,
  privateKey: CryptoKey,
  peerPublicKey: Bytes,
): Promise<Bytes> {
  if (peerPublicKey.length !== publicKeyBytes) throw unusableKeyShare();
  let secret: Bytes;
  try {
    const peer = await crypto.subtle.importKey(
      "raw",
      peerPublicKey,
      algorithm,
      false,
      [],
    );
    secret = new Uint8Array(
      await crypto.subtle.deriveBits(
        { name: algorithm.name, public: peer },
        privateKey,
        SHARED_SECRET_BITS,
      ),
    );
  } catch (cause) {
    // A point that is not on the curve (section 4.2.8.2), or one of X25519's small order.
    throw unusableKeyShare(cause);
  }
  // Section 7.4.2: a secret of zeros only, which X25519's points of small order give, is refused.
  const isZero = secret.reduce((bits, byte) => bits | byte, 0) === 0;
  if (isZero) throw unusableKeyShare();
  return secret;
}

function unusableKeyShare(cause?: unknown) {
  return protocolError(
    alert.illegalParameter,
    "The server's share of the key exchange cannot be used.",
    cause,
  );
}
