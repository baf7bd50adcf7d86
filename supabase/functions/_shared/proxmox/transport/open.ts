import type { Trust } from "../../contract/servers.ts";
import type { AddressPolicy, ResolveDns } from "./address.ts";
import { dial } from "./dial.ts";
import type { ByteStream } from "./stream.ts";
import { secure } from "./tls.ts";

export const connectTimeoutMs = 3_000;
/** A busy pveproxy worker accepts the connection at once (the kernel does) and answers the handshake only when it is free again. */
const handshakeTimeoutMs = 5_000;

/** From a host name to a checked, encrypted stream: for HTTP and for WebSocket. */
export async function openStream(
  host: string,
  port: number,
  trust: Trust,
  policy: AddressPolicy,
  resolveDns?: ResolveDns,
): Promise<ByteStream> {
  const tcp = await dial(host, port, {
    policy,
    timeoutMs: connectTimeoutMs,
    ...(resolveDns && { resolveDns }),
  });
  return await secure(tcp, host, trust, handshakeTimeoutMs);
}
