import type { AddressPolicy } from "./address.ts";
import { resolveAllowed, type ResolveDns } from "./address.ts";
import { connectionFault } from "./fault.ts";
import { closeQuietly } from "./stream.ts";
import { within } from "./within.ts";

export type ConnectTcp = (address: {
  hostname: string;
  port: number;
}) => Promise<Deno.TcpConn>;

export interface DialOptions {
  policy: AddressPolicy;
  /** For everything together: the look-up and all addresses that are tried. */
  timeoutMs: number;
  resolveDns?: ResolveDns;
  connectTcp?: ConnectTcp;
}

/**
 * A TCP connection to a host: its name is looked up once, every address is checked, and only a checked address is dialled. Whoever answers the
 * look-up differently the next time (DNS rebinding) is not asked again. The addresses are tried in turn; each has its share of the time.
 */
export async function dial(
  host: string,
  port: number,
  options: DialOptions,
): Promise<Deno.TcpConn> {
  const { policy, timeoutMs, resolveDns, connectTcp = Deno.connect } = options;
  const deadline = performance.now() + timeoutMs;
  // A name server that drops questions for IPv6 addresses must leave time to dial the IPv4 address that it gave.
  const lookUp = AbortSignal.timeout(timeoutMs / 2);
  const addresses = await resolveAllowed(
    policy,
    host,
    port,
    lookUp,
    resolveDns,
  );

  let failure: unknown;
  for (const [index, hostname] of addresses.entries()) {
    const share = (deadline - performance.now()) / (addresses.length - index);
    try {
      const connection = await within(
        share,
        connectTcp({ hostname, port }),
        closeQuietly,
      );
      // Without this each handshake waits some 40 ms for the delayed acknowledgement of the other side.
      connection.setNoDelay(true);
      return connection;
    } catch (error) {
      failure = connectionFault(error, hostname);
    }
  }
  throw failure;
}
