import { type Bytes, noBytes } from "./bytes.ts";
import { protocolError } from "./error.ts";
import {
  handshakeMessage,
  messageReader,
  readExtensions,
  vector,
} from "./messages.ts";
import { alert, extensionType, handshakeType } from "./protocol.ts";

/** Checks a CertificateRequest (RFC 8446, section 4.3.2). What the server would like to have does not matter: we have none. */
export function checkCertificateRequest(body: Bytes): void {
  const reader = messageReader(body, "CertificateRequest");
  // Outside of authentication after the handshake, which we do not offer, the context is empty.
  reader.vector(1, 0, 0);
  // Extensions unknown to us are to be ignored here.
  const extensions = readExtensions(reader);
  reader.end();

  const algorithms = extensions.get(extensionType.signatureAlgorithms);
  if (algorithms === undefined) {
    throw protocolError(
      alert.missingExtension,
      "The server's CertificateRequest names no signature algorithms.",
    );
  }
  const algorithmsReader = messageReader(algorithms, "CertificateRequest");
  const list = algorithmsReader.within(algorithmsReader.vector(2, 2));
  algorithmsReader.end();
  while (list.remaining > 0) list.number(2);
}

/** Section 4.4.2: the answer of a client that has no certificate. */
export const emptyCertificate = handshakeMessage(
  handshakeType.certificate,
  vector(1, noBytes),
  vector(3, noBytes),
);
