import { type ByteStream } from "../stream.ts";
import { ApplicationStream } from "./applicationStream.ts";
import { type PeerCertificate } from "./certificate.ts";
import { Tls13Error } from "./error.ts";
import { type HandshakeOptions, performHandshake } from "./handshake.ts";
import { alert } from "./protocol.ts";
import { type Connection, RecordLayer } from "./records.ts";

export type { PeerCertificate } from "./certificate.ts";

export interface Tls13Options extends HandshakeOptions {
  /** Ends the handshake and closes the connection. Once the handshake is done it has no effect any more. */
  signal?: AbortSignal | undefined;
}

/**
 * Speaks TLS 1.3 (RFC 8446) over a connection that is already dialled, whatever its certificate: `acceptPeer` decides. The server has
 * proven that it owns the certificate's key before this resolves, and not a byte of application data leaves before that.
 * On failure the connection is closed. Errors are a Tls13Error, what `acceptPeer` threw, the signal's reason, or the connection's own.
 */
export async function connectTls13(
  tcp: Connection,
  options: Tls13Options,
): Promise<ByteStream & { peer: PeerCertificate }> {
  const { signal } = options;
  const records = new RecordLayer(tcp);
  const abort = () => records.close();
  signal?.addEventListener("abort", abort, { once: true });
  try {
    signal?.throwIfAborted();
    const peer = await performHandshake(records, options);
    signal?.throwIfAborted();
    return new ApplicationStream(records, peer);
  } catch (error) {
    records.close(signal?.aborted === true ? undefined : alertFor(error));
    // A read that was cut off by the abort throws something of its own.
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

/** RFC 8446, section 6.2: who ends a handshake says why. What is no error of ours is the caller's refusal. */
function alertFor(error: unknown): number | undefined {
  return error instanceof Tls13Error ? error.alertToSend : alert.badCertificate;
}
