import type { Trust } from "../../contract/servers.ts";
import { isIpAddress } from "./address.ts";
import { connectionFault, type FaultCode, TransportFault } from "./fault.ts";
import { type ByteStream, closeQuietly } from "./stream.ts";
import { connectTls13, type PeerCertificate } from "./tls13/client.ts";
import { Tls13Error, type Tls13ErrorKind } from "./tls13/error.ts";
import { within } from "./within.ts";

/**
 * TLS over a connection, by the trust of the server. Nothing is sent inside before the certificate is accepted and the other side has proved
 * that it holds its key. The connection is closed when that fails.
 */
export async function secure(
  tcp: Deno.TcpConn,
  host: string,
  trust: Trust,
  timeoutMs: number,
): Promise<ByteStream> {
  switch (trust.mode) {
    case "system":
      return await secureNatively(tcp, { hostname: host }, timeoutMs);
    case "ca":
      return await secureNatively(
        tcp,
        {
          hostname: trust.server_name ?? host,
          caCerts: [trust.ca_certificate],
        },
        timeoutMs,
      );
    case "pin":
      return await secureByPeer(
        tcp,
        host,
        (peer) => requirePin(peer, trust.fingerprint),
        timeoutMs,
      );
    case "insecure":
      return await secureByPeer(tcp, host, () => undefined, timeoutMs);
  }
}

async function secureNatively(
  tcp: Deno.TcpConn,
  options: Deno.StartTlsOptions,
  timeoutMs: number,
): Promise<ByteStream> {
  let tls: Deno.TlsConn;
  try {
    tls = await Deno.startTls(tcp, { ...options, alpnProtocols: ["http/1.1"] });
  } catch (error) {
    closeQuietly(tcp);
    throw tlsFault(error);
  }
  try {
    await within(timeoutMs, tls.handshake());
  } catch (error) {
    closeQuietly(tls);
    throw tlsFault(error);
  }
  return streamOf(tls);
}

/** The runtime cannot show a certificate or do without an authority: for that there is our own client. */
export async function secureByPeer(
  tcp: Deno.TcpConn,
  host: string,
  acceptPeer: (peer: PeerCertificate) => void,
  timeoutMs: number,
): Promise<ByteStream & { peer: PeerCertificate }> {
  // A server name indication is a name (RFC 6066, section 3).
  const serverName = isIpAddress(host) ? undefined : host;
  const abort = new AbortController();
  try {
    const handshake = connectTls13(tcp, {
      serverName,
      acceptPeer,
      signal: abort.signal,
    });
    return await within(timeoutMs, handshake, closeQuietly);
  } catch (error) {
    abort.abort();
    closeQuietly(tcp);
    throw tlsFault(error);
  }
}

function requirePin(peer: PeerCertificate, fingerprint: string): void {
  if (peer.fingerprint !== fingerprint)
    throw new TransportFault("tls_changed", peer.fingerprint);
}

function streamOf(connection: Deno.TlsConn): ByteStream {
  const buffer = new Uint8Array(65_536);
  return {
    async read() {
      const length = await connection.read(buffer);
      return length === null ? null : buffer.subarray(0, length);
    },
    async write(bytes) {
      for (let sent = 0; sent < bytes.length;)
        sent += await connection.write(bytes.subarray(sent));
    },
    close: () => closeQuietly(connection),
  };
}

/** rustls in its own words, which differ between releases of Deno: 2.1 says "Expired", 2.9 "certificate expired: verification time …". */
const refusals: [RegExp, FaultCode][] = [
  [
    /^invalid peer certificate: (?:Expired|NotValidYet|certificate expired|certificate not valid yet)/,
    "tls_expired",
  ],
  [
    /^invalid peer certificate: (?:NotValidForName|certificate not valid for name)/,
    "tls_name",
  ],
  // The second: a CA certificate of ours that cannot be read.
  [/^invalid peer certificate|^Unable to add pem file/, "tls_untrusted"],
];

const tls13Faults: Record<Tls13ErrorKind, FaultCode> = {
  alert: "tls_protocol",
  protocol: "tls_protocol",
  not_tls: "tls_protocol",
  certificate: "tls_untrusted",
  closed: "reset",
};

function tlsFault(error: unknown): TransportFault {
  if (error instanceof TransportFault) return error;
  const fault = (code: FaultCode) =>
    new TransportFault(code, undefined, { cause: error });
  if (error instanceof Tls13Error) return fault(tls13Faults[error.kind]);

  const message = error instanceof Error ? error.message : "";
  const [, code] = refusals.find(([pattern]) => pattern.test(message)) ?? [];
  if (code) return fault(code);
  return error instanceof Deno.errors.InvalidData
    ? fault("tls_protocol")
    : connectionFault(error);
}
