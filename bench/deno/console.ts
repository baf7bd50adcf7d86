/**
 * The side of bench/console.ts that is measured: the relay of vm-console between a browser and a Proxmox VE, without database and tickets. And
 * what the runtime alone takes for two parts of it, for which there is no other way in it.
 */
import { createDecipheriv } from "node:crypto";
import {
  openWebSocket,
  type ProxmoxSocket,
} from "../../supabase/functions/_shared/proxmox/transport/websocket.ts";
import { openStream } from "../../supabase/functions/_shared/proxmox/transport/open.ts";
import { addressPolicyFromEnvironment } from "../../supabase/functions/_shared/proxmox/transport/address.ts";
import { TrafficKeys } from "../../supabase/functions/_shared/proxmox/transport/tls13/trafficKeys.ts";
import type { Trust } from "../../supabase/functions/_shared/contract/servers.ts";
import { relay } from "../../supabase/functions/vm-console/relay.ts";
import type { Alone, Opening, Usage } from "../consoleSides.ts";
import { mainThreadMs } from "./mainThread.ts";

const policy = addressPolicyFromEnvironment({
  get: (name) => (name === "PROXMOX_ALLOW_LOOPBACK" ? "true" : undefined),
});
const { port, floodBytes, trusts } = JSON.parse(Deno.args[0] ?? "{}") as {
  port: number;
  floodBytes: number;
  trusts: Record<string, Trust>;
};
const never = new Promise<never>(() => undefined);

Deno.serve(
  {
    hostname: "127.0.0.1",
    port: 0,
    onListen: (address) => console.log(JSON.stringify(address)),
  },
  async (request) => {
    const { pathname, search, searchParams } = new URL(request.url);
    if (pathname === "/usage") return Response.json(usage());
    if (pathname === "/opening") return Response.json(measureOpening());
    const trust = trusts[searchParams.get("trust") ?? ""];
    const path = pathname + search;
    if (searchParams.has("alone") && trust)
      return Response.json(await readAlone(await connect(trust, path)));
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.binaryType = "arraybuffer";
    socket.onopen = async () => {
      const upstream = trust ? await connect(trust, path) : fromMemory();
      // As vm-console greets: nothing comes from the browser before.
      socket.send("open");
      await relay(socket, upstream, "vnc", never);
      if (socket.readyState === WebSocket.OPEN) socket.close();
    };
    return response;
  },
);

async function connect(trust: Trust, path: string): Promise<ProxmoxSocket> {
  return await openWebSocket(
    await openStream("127.0.0.1", port, trust, policy),
    {
      authority: `127.0.0.1:${port}`,
      path,
      headers: {},
      timeoutMs: 5_000,
    },
  );
}

/** A console without a browser to hand it on to: MiB a second, from its first bytes on. */
async function readAlone(upstream: ProxmoxSocket): Promise<Alone> {
  await upstream.read();
  const startedAt = performance.now();
  let received = 0;
  while (received < floodBytes / 2) {
    const bytes = await upstream.read();
    if (bytes === null) throw new Error("The flood has ended early");
    received += bytes.length;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  upstream.close();
  return { rate: received / 2 ** 20 / seconds };
}

function usage(): Usage {
  return { rss: Deno.memoryUsage().rss, mainThreadMs: mainThreadMs() };
}

/** Instead of a Proxmox VE, without network and TLS: what is left is the runtime's WebSocket to the browser. */
function fromMemory(): ProxmoxSocket {
  const bytes = new Uint8Array(16 * 1024);
  let left = floodBytes;
  return {
    read: () => Promise.resolve((left -= bytes.length) < 0 ? null : bytes),
    send: () => undefined,
    ping: () => undefined,
    close: () => undefined,
    pendingBytes: 0,
    lastHeardAt: performance.now(),
  };
}

function measureOpening(): Opening {
  const suite = {
    hash: "sha384",
    hashBytes: 48,
    cipher: "aes-256-gcm",
    keyBytes: 32,
  } as const;
  const keys = () => new TrafficKeys(suite, new Uint8Array(48));
  const content = new Uint8Array(16 * 1024);
  const sealing = keys();
  const records = Array.from({ length: 64 }, () => sealing.seal(23, content));
  const secret = new Uint8Array(32);
  const nonce = new Uint8Array(12);

  const openedMs = msOf(() => {
    const opening = keys();
    for (const record of records)
      opening.open(record.subarray(0, 5), record.subarray(5));
  });
  const decipheredMs = msOf(() => {
    for (const record of records) {
      const decipher = createDecipheriv(suite.cipher, secret, nonce);
      decipher.update(record.subarray(5));
    }
  });
  return { openedMs, decipheredMs };
}

function msOf(work: () => void): number {
  const times = Array.from({ length: 50 }, () => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  });
  return Math.min(...times);
}
