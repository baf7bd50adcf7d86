import type { Certificate, Trust } from "../contract/servers.ts";
import type { AddressPolicy } from "./transport/address.ts";
import { dial } from "./transport/dial.ts";
import { connectTimeoutMs, openStream } from "./transport/open.ts";
import { secureByPeer } from "./transport/tls.ts";
import { readX509 } from "./x509.ts";

/**
 * The certificate that is presented at an address. No token goes there: the connection is closed as soon as the other side has proved that it
 * holds the certificate's key.
 */
export async function presentedCertificate(
  host: string,
  port: number,
  policy: AddressPolicy,
): Promise<Certificate> {
  const tcp = await dial(host, port, { policy, timeoutMs: connectTimeoutMs });
  const accept = () => undefined;
  const stream = await secureByPeer(tcp, host, accept, connectTimeoutMs);
  stream.close();
  return await readX509(stream.peer.der);
}

/** Whether a connection under this trust would come about. Nothing is sent in it. */
export async function isTrusted(
  host: string,
  port: number,
  trust: Trust,
  policy: AddressPolicy,
): Promise<boolean> {
  try {
    const stream = await openStream(host, port, trust, policy);
    stream.close();
    return true;
  } catch {
    return false;
  }
}
