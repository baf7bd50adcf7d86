import { timingSafeEqual } from "node:crypto";
import { type Bytes } from "./bytes.ts";
import { protocolError } from "./error.ts";
import { finishedMac } from "./keySchedule.ts";
import { handshakeMessage } from "./messages.ts";
import { alert, type CipherSuite, handshakeType } from "./protocol.ts";

/**
 * Checks the server's Finished (RFC 8446, section 4.4.4): nobody changed a byte of the handshake, and who signed it is the one we share
 * the key with. `transcriptHash`: ClientHello to CertificateVerify.
 */
export function checkFinished(
  body: Bytes,
  suite: CipherSuite,
  serverSecret: Bytes,
  transcriptHash: Bytes,
): void {
  const expected = finishedMac(suite, serverSecret, transcriptHash);
  if (body.length !== expected.length || !timingSafeEqual(body, expected)) {
    throw protocolError(
      alert.decryptError,
      "The server's Finished does not fit the handshake.",
    );
  }
}

/** Ours. `transcriptHash`: all messages before it, from both sides. */
export function createFinished(
  suite: CipherSuite,
  clientSecret: Bytes,
  transcriptHash: Bytes,
): Bytes {
  return handshakeMessage(
    handshakeType.finished,
    finishedMac(suite, clientSecret, transcriptHash),
  );
}
