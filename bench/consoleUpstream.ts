/**
 * The Proxmox VE of bench/console.ts, in a process of its own as in life: it floods, or says back what it is told. `/flood?frame=65536` says how
 * many bytes a frame holds: pveproxy sends what it has from the console's port at that moment, 128 KiB at most.
 */
import { randomBytes } from "node:crypto";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import {
  createAuthority,
  createKey,
  createNodeCertificate,
  fingerprintOf,
} from "../simulator/certificates/certificates.ts";
import {
  frame,
  handshake,
  websocketChannel,
} from "../simulator/http/websocket.ts";
import type { Upstream } from "./consoleSides.ts";

const floodBytes = Number(process.argv[2]);
const opBinary = 2;

const [caKey, key] = await Promise.all([createKey(2048), createKey(2048)]);
const authority = createAuthority(
  caKey,
  "0ca0ca00-0000-4000-8000-000000000000",
);
const { certificate } = createNodeCertificate(authority, key, {
  name: "pve1",
  domain: "example",
  address: "127.0.0.1",
});

const server = createServer({ cert: certificate, key });
server.on("upgrade", (request, socket: Duplex, head: Buffer) => {
  socket.on("error", () => socket.destroy());
  socket.write(
    handshake(String(request.headers["sec-websocket-key"]), undefined),
  );
  const { pathname, searchParams } = new URL(request.url ?? "", "https://pve1");
  if (pathname === "/echo") {
    const channel = websocketChannel(socket, head);
    channel.onData((bytes) => {
      channel.send(bytes);
    });
  } else void flood(socket, Number(searchParams.get("frame")));
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  const upstream: Upstream = {
    port,
    caCertificate: authority.certificate,
    fingerprint: fingerprintOf(certificate),
  };
  console.log(JSON.stringify(upstream));
});

async function flood(socket: Duplex, frameBytes: number): Promise<void> {
  const block = frame(opBinary, randomBytes(frameBytes));
  let goOn: () => void = () => undefined;
  socket.on("drain", () => {
    goOn();
  });
  socket.on("close", () => {
    goOn();
  });
  for (
    let sent = 0;
    sent < floodBytes && !socket.destroyed;
    sent += frameBytes
  ) {
    if (socket.write(block)) continue;
    await new Promise<void>((resolve) => {
      goOn = resolve;
    });
  }
}
