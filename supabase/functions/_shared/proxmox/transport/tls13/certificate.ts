import { createHash } from "node:crypto";
import { type Bytes } from "./bytes.ts";
import { certificateError } from "./error.ts";
import {
  messageReader,
  readExtensions,
  refuseOtherExtensions,
} from "./messages.ts";
import { alert } from "./protocol.ts";

/** What a server shows. Until its CertificateVerify is checked, anybody could show it. */
export interface PeerCertificate {
  /** The server's own certificate. */
  der: Uint8Array;
  /** All that it sent, its own first. */
  chain: Uint8Array[];
  /** SHA-256 of `der`, as Proxmox VE writes it: "AA:BB:…". */
  fingerprint: string;
}

const MAX_CHAIN_LENGTH = 16;

/** Reads the Certificate message (RFC 8446, section 4.4.2) into a chain, the server's own certificate first. */
export function parseCertificate(body: Bytes): [Bytes, ...Bytes[]] {
  const reader = messageReader(body, "Certificate");
  // Section 4.4.2: empty in the handshake.
  reader.vector(1, 0, 0);
  const list = reader.within(reader.vector(3));
  reader.end();

  const chain: Bytes[] = [];
  while (list.remaining > 0) {
    // Copies: what a caller keeps must not hold the rest of the message.
    chain.push(list.vector(3, 1).slice());
    // Status and timestamps come only to those who ask.
    refuseOtherExtensions(readExtensions(list), []);
    if (chain.length > MAX_CHAIN_LENGTH) {
      throw certificateError(
        alert.badCertificate,
        "The server sent too many certificates.",
      );
    }
  }
  const [leaf, ...others] = chain;
  if (leaf === undefined) {
    throw certificateError(
      alert.decodeError,
      "The server sent no certificate.",
    );
  }
  return [leaf, ...others];
}

export function fingerprintOf(certificate: Uint8Array): string {
  const hex = createHash("sha256").update(certificate).digest("hex");
  return (hex.toUpperCase().match(/../g) ?? []).join(":");
}
