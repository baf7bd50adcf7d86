import { isIP } from "node:net";
import { type Bytes, concat, noBytes } from "./bytes.ts";
import { signatureSchemes } from "./certificateVerify.ts";
import { generateKeyShares, type KeyShare } from "./keyExchange.ts";
import { extension, handshakeMessage, number, vector } from "./messages.ts";
import {
  applicationProtocol,
  cipherSuites,
  extensionType,
  handshakeType,
  tls12,
  tls13,
} from "./protocol.ts";

/** What we offered: the server's answers are judged by it. */
export interface ClientHello {
  message: Bytes;
  sessionId: Bytes;
  keyShares: readonly KeyShare[];
  /** The name in it, if it has one. */
  serverName: string | undefined;
}

const RANDOM_BYTES = 32;
const HOST_NAME = 0;

/** Builds the ClientHello (RFC 8446, section 4.1.2). */
export async function createClientHello(
  name: string | undefined,
): Promise<ClientHello> {
  // An address is not sent as a name (RFC 6066, section 3).
  const serverName = name === undefined || isIP(name) !== 0 ? undefined : name;
  const keyShares = await generateKeyShares();
  // A session to resume there is not; the server echoes the id, and middleboxes take us for TLS 1.2 (appendix D.4).
  const sessionId = crypto.getRandomValues(new Uint8Array(32));

  const message = handshakeMessage(
    handshakeType.clientHello,
    number(2, tls12),
    crypto.getRandomValues(new Uint8Array(RANDOM_BYTES)),
    vector(1, sessionId),
    vector(2, ...[...cipherSuites.keys()].map((suite) => number(2, suite))),
    vector(1, number(1, 0)), // no compression
    vector(2, extensions(serverName, keyShares)),
  );
  return { message, sessionId, keyShares, serverName };
}

function extensions(
  serverName: string | undefined,
  keyShares: readonly KeyShare[],
): Bytes {
  const text = new TextEncoder();
  return concat(
    serverName === undefined
      ? noBytes
      : extension(
          extensionType.serverName,
          vector(2, number(1, HOST_NAME), vector(2, text.encode(serverName))),
        ),
    extension(
      extensionType.supportedGroups,
      vector(2, ...keyShares.map(({ group }) => number(2, group))),
    ),
    extension(
      extensionType.signatureAlgorithms,
      vector(
        2,
        ...[...signatureSchemes.keys()].map((scheme) => number(2, scheme)),
      ),
    ),
    extension(
      extensionType.applicationLayerProtocolNegotiation,
      vector(2, vector(1, text.encode(applicationProtocol))),
    ),
    extension(extensionType.supportedVersions, vector(1, number(2, tls13))),
    extension(
      extensionType.keyShare,
      vector(
        2,
        ...keyShares.map(({ group, publicKey }) =>
          concat(number(2, group), vector(2, publicKey)),
        ),
      ),
    ),
  );
}
