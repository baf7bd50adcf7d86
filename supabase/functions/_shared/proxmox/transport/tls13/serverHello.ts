import { type Bytes, equal } from "./bytes.ts";
import { type ClientHello } from "./clientHello.ts";
import { protocolError } from "./error.ts";
import { type KeyShare } from "./keyExchange.ts";
import {
  messageReader,
  readExtensions,
  refuseOtherExtensions,
} from "./messages.ts";
import {
  alert,
  type CipherSuite,
  cipherSuites,
  extensionType,
  tls12,
  tls13,
} from "./protocol.ts";

/** What the server chose of our offer. */
export interface ServerHello {
  suite: CipherSuite;
  /** Ours, of the group that the server chose. */
  keyShare: KeyShare;
  peerPublicKey: Bytes;
}

const RANDOM_BYTES = 32;
const MAX_SESSION_ID_BYTES = 32;

/** The random value by which a HelloRetryRequest is known (RFC 8446, section 4.1.3): SHA-256 of "HelloRetryRequest". */
const helloRetryRequest = Uint8Array.of(
  ...[0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11],
  ...[0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91],
  ...[0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e],
  ...[0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c],
);

/** "DOWNGRD": the end of the random value of a server that could do TLS 1.3 but was made to speak less (section 4.1.3). */
const downgradeMark = new TextEncoder().encode("DOWNGRD");

/** Reads the ServerHello (RFC 8446, section 4.1.3) and refuses everything that our ClientHello did not ask for. */
export function parseServerHello(body: Bytes, hello: ClientHello): ServerHello {
  const reader = messageReader(body, "ServerHello");
  const legacyVersion = reader.number(2);
  const random = reader.bytes(RANDOM_BYTES);
  const sessionId = reader.vector(1, 0, MAX_SESSION_ID_BYTES);
  const suiteNumber = reader.number(2);
  const compression = reader.number(1);
  // Up to TLS 1.2 a ServerHello may end here.
  const extensions =
    reader.remaining === 0 ? new Map<number, Bytes>() : readExtensions(reader);
  reader.end();

  if (equal(random, helloRetryRequest)) {
    throw protocolError(
      alert.handshakeFailure,
      "The server wants a key exchange that we do not support.",
    );
  }
  requireTls13(extensions.get(extensionType.supportedVersions), random);
  refuseOtherExtensions(extensions, [
    extensionType.supportedVersions,
    extensionType.keyShare,
  ]);
  if (legacyVersion !== tls12) throw illegal("version");
  if (!equal(sessionId, hello.sessionId)) throw illegal("session id");
  if (compression !== 0) throw illegal("compression");
  const suite = cipherSuites.get(suiteNumber);
  if (suite === undefined) throw illegal("cipher suite");

  return {
    suite,
    ...parseKeyShare(extensions.get(extensionType.keyShare), hello.keyShares),
  };
}

/** Section 4.2.1. */
function requireTls13(content: Bytes | undefined, random: Bytes): void {
  if (content === undefined) {
    const end = random.subarray(RANDOM_BYTES - 8, RANDOM_BYTES - 1);
    throw protocolError(
      alert.protocolVersion,
      equal(end, downgradeMark)
        ? "Something between us and the server forces an older version than TLS 1.3."
        : "The server does not speak TLS 1.3.",
    );
  }
  const reader = messageReader(content, "ServerHello");
  if (reader.number(2) !== tls13) throw illegal("version");
  reader.end();
}

/** Section 4.2.8. */
function parseKeyShare(
  content: Bytes | undefined,
  offered: readonly KeyShare[],
): Pick<ServerHello, "keyShare" | "peerPublicKey"> {
  if (content === undefined) {
    throw protocolError(
      alert.missingExtension,
      "The server sent no share of the key exchange.",
    );
  }
  const reader = messageReader(content, "ServerHello");
  const group = reader.number(2);
  const peerPublicKey = reader.vector(2, 1);
  reader.end();

  const keyShare = offered.find((share) => share.group === group);
  if (keyShare === undefined) throw illegal("group");
  return { keyShare, peerPublicKey };
}

function illegal(what: string) {
  return protocolError(
    alert.illegalParameter,
    `The server chose a ${what} that it was not offered.`,
  );
}
