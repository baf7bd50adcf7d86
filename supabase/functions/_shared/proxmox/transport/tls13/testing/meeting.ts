import assert from "node:assert/strict";
import { connectTls13, type PeerCertificate } from "../client.ts";
import { Tls13Error, type Tls13ErrorKind } from "../error.ts";
import { fingerprintOf } from "../certificate.ts";
import { identities } from "./certificates.ts";
import {
  HostileServer,
  type HostileServerOptions,
  type Received,
} from "./hostileServer.ts";
import { memoryPipe } from "./memoryPipe.ts";

/** What must never reach the wrong server. */
export const token = new TextEncoder().encode(
  "Authorization: PVEAPIToken=muster@pve!dashboard=0a1b2c3d-0000-4000-8000-000000000000",
);

export interface MeetingOptions extends Partial<HostileServerOptions> {
  /** How much the client reads at once, at most. */
  chunkBytes?: number;
  serverName?: string;
  acceptPeer?: (peer: PeerCertificate) => void | Promise<void>;
}

export interface Outcome {
  /** What the client threw; undefined if it sent its token. */
  error: unknown;
  received: Received;
}

/** A record with an alert in it, sealed: all that may be sent to a server that is refused. */
const SEALED_ALERT_BYTES = 24;
const DEADLINE_MS = 10_000;

/**
 * A client that pins the certificate of `identity` meets a server that follows the script, and sends its token the moment it is
 * connected. After the script the server says no more, and listens to what the client still has to say.
 */
export async function meet(
  script: (server: HostileServer) => Promise<void>,
  options: MeetingOptions = {},
): Promise<Outcome> {
  const identity = options.identity ?? identities.p256;
  const pin = fingerprintOf(identity.chain[0] ?? new Uint8Array());
  const [clientEnd, serverEnd] = memoryPipe(options.chunkBytes);
  const server = new HostileServer(serverEnd, { ...options, identity });
  const deadline = new AbortController();
  const timer = setTimeout(
    () => deadline.abort(new Error("the client hangs")),
    DEADLINE_MS,
  );

  const serving = serve(server, script);
  serving.catch(() => {
    // Awaited below, when the client is done.
  });
  let error: unknown;
  try {
    const stream = await connectTls13(clientEnd, {
      signal: deadline.signal,
      serverName: options.serverName,
      acceptPeer:
        options.acceptPeer ??
        ((peer) => {
          if (peer.fingerprint !== pin) throw new Error("another certificate");
        }),
    });
    await stream.write(token);
    stream.close();
  } catch (thrown) {
    error = thrown;
  } finally {
    clearTimeout(timer);
  }
  return { error, received: await serving };
}

async function serve(
  server: HostileServer,
  script: (server: HostileServer) => Promise<void>,
): Promise<Received> {
  try {
    await script(server);
  } catch (error) {
    // The client has closed before the script came to its end.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  } finally {
    server.end();
  }
  return server.receiveAll();
}

export function assertAccepted({ error, received }: Outcome): void {
  assert.equal(error, undefined);
  assert.deepEqual(received.application, token);
}

/** The client has given up, and has said nothing but an alert. */
export function assertRefused(
  { error, received }: Outcome,
  kind?: Tls13ErrorKind,
  alert?: number,
): void {
  assert.ok(error instanceof Tls13Error, `threw ${String(error)}`);
  if (kind !== undefined) assert.equal(error.kind, kind, error.message);
  if (alert !== undefined) {
    assert.equal(error.receivedAlert ?? error.alertToSend, alert);
  }
  assertNothingSent(received);
}

export function assertNothingSent(received: Received): void {
  assert.equal(received.application.length, 0);
  assert.deepEqual(received.handshakeTypes, []);
  // Where the keys of both sides differ, the client's alert cannot be read. It can still be told by its length.
  assert.ok(received.unreadable.length + received.alerts.length <= 1);
  for (const record of received.unreadable) {
    assert.equal(record.length, SEALED_ALERT_BYTES);
  }
}
