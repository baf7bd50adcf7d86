import { type Bytes } from "./bytes.ts";
import { alertReceived, protocolError, Tls13Error } from "./error.ts";
import { alert } from "./protocol.ts";

const WARNING = 1;
const FATAL = 2;

/** RFC 8446, section 6. The level says nothing in TLS 1.3; it is written as older versions expect it. */
export function encodeAlert(description: number): Bytes {
  return Uint8Array.of(
    description === alert.closeNotify ? WARNING : FATAL,
    description,
  );
}

/** The number in an alert of the server's. */
export function parseAlert(content: Bytes): number {
  const [, description] = content;
  if (content.length !== 2 || description === undefined) {
    throw protocolError(
      alert.decodeError,
      "The server sent a malformed TLS alert.",
    );
  }
  return description;
}

/** What an alert means where the server had no reason to close. */
export function alertAsError(content: Bytes): Tls13Error {
  const description = parseAlert(content);
  return description === alert.closeNotify
    ? new Tls13Error(
        "closed",
        "The server closed the connection during the TLS handshake.",
      )
    : alertReceived(description);
}
