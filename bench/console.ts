/**
 * `npx tsx bench/console.ts`: what the relay of a console costs: throughput and round trip beside a direct connection to the same
 * server in the same seconds, and memory while a browser stalls; by trust, on both Denos. The budgets hold for the one that Supabase runs.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:https";
import { connect, type AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { Agent, WebSocket } from "undici";
import { denoPath, type DenoVersion } from "../local/deno.ts";
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
import { report } from "./report.ts";

const mebibyte = 1024 * 1024;
const floodBytes = 100 * mebibyte;
const roundTrips = 500;
const stallMs = 6_000;
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
const port = await startUpstream();
const direct = {
  url: (path: string) => `wss://127.0.0.1:${port}${path}`,
  dispatcher: new Agent({ connect: { ca: authority.certificate } }),
};

const measured: Awaited<ReturnType<typeof measure>> = [];
for (const version of ["edge", "current"] as const)
  measured.push(...(await measure(version)));

console.table(measured);
await report(
  "console",
  measured
    .filter(({ deno }) => deno === "edge")
    .flatMap(({ trust, slowdown, addedMs, stallMiB }) => [
      {
        what: `throughput under ${trust}: direct / relayed`,
        value: slowdown,
        budget: 2,
      },
      {
        what: `added to a keystroke's round trip under ${trust}, ms`,
        value: addedMs,
        budget: 1,
      },
      {
        what: `memory while a browser stalls under ${trust}, MiB`,
        value: stallMiB,
        budget: 32,
      },
    ]),
  measured,
);
process.exit();

async function measure(version: DenoVersion) {
  const trusts = {
    ca: { mode: "ca", ca_certificate: authority.certificate },
    pin: { mode: "pin", fingerprint: fingerprintOf(certificate) },
  };
  const relay = await startRelay(version, trusts);
  const rows = [];
  for (const trust of Object.keys(trusts)) {
    const relayed = {
      url: (path: string) =>
        `ws://127.0.0.1:${relay.port}${path}?trust=${trust}`,
    };
    // The first of each is for the compilers.
    await throughput(relayed);
    await throughput(direct);
    const [slow, fast] = [await throughput(relayed), await throughput(direct)];
    await roundTrip(relayed);
    const [far, near] = [await roundTrip(relayed), await roundTrip(direct)];
    rows.push({
      deno: version,
      trust,
      relayedMiBs: round(slow),
      directMiBs: round(fast),
      slowdown: round(fast / slow),
      relayedMs: round(far),
      directMs: round(near),
      addedMs: round(far - near),
      stallMiB: round(await growthWhileStalled(relay.port, trust)),
    });
  }
  relay.child.kill();
  return rows;
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

/** A Proxmox VE that floods, or says back what it is told. */
async function startUpstream(): Promise<number> {
  const server = createServer({ cert: certificate, key });
  server.on("upgrade", (request, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    socket.write(
      handshake(String(request.headers["sec-websocket-key"]), undefined),
    );
    if (request.url?.startsWith("/echo")) {
      const channel = websocketChannel(socket, head);
      channel.onData((bytes) => {
        channel.send(bytes);
      });
    } else void flood(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function flood(socket: Duplex): Promise<void> {
  const block = frame(opBinary, randomBytes(64 * 1024));
  let goOn: () => void = () => undefined;
  socket.on("drain", () => {
    goOn();
  });
  socket.on("close", () => {
    goOn();
  });
  for (let sent = 0; sent < floodBytes && !socket.destroyed; sent += 65_536) {
    if (socket.write(block)) continue;
    await new Promise<void>((resolve) => {
      goOn = resolve;
    });
  }
}

interface Way {
  url: (path: string) => string;
  dispatcher?: Agent;
}

async function open(
  { url, dispatcher }: Way,
  path: string,
  onMessage: (bytes: ArrayBuffer) => void,
): Promise<WebSocket> {
  const socket = new WebSocket(url(path), dispatcher ? { dispatcher } : {});
  socket.binaryType = "arraybuffer";
  await new Promise<unknown>((resolve, reject) => {
    socket.addEventListener("message", ({ data }) => {
      // The relay's greeting; a direct connection has none.
      if (typeof data === "string") resolve(undefined);
      else onMessage(data as ArrayBuffer);
    });
    if (dispatcher) socket.addEventListener("open", resolve);
    socket.addEventListener("error", reject);
  });
  return socket;
}

/** MiB a second, from the first message to the last. */
async function throughput(way: Way): Promise<number> {
  let startedAt = 0;
  let received = 0;
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const socket = await open(way, "/flood", (bytes) => {
    startedAt ||= performance.now();
    received += bytes.byteLength;
    if (received >= floodBytes) finish();
  });
  await finished;
  const seconds = (performance.now() - startedAt) / 1000;
  socket.close();
  return received / mebibyte / seconds;
}

/** The median of a keystroke's way there and back, in ms. */
async function roundTrip(way: Way): Promise<number> {
  let answered: () => void = () => undefined;
  const socket = await open(way, "/echo", () => {
    answered();
  });
  const key = new Uint8Array(8);
  const times: number[] = [];
  for (let turn = 0; turn < roundTrips; turn++) {
    const startedAt = performance.now();
    await new Promise<void>((resolve) => {
      answered = resolve;
      socket.send(key);
    });
    times.push(performance.now() - startedAt);
  }
  socket.close();
  return times.sort((a, b) => a - b)[roundTrips / 2] ?? NaN;
}

/** By how many MiB the relay grows while its browser reads nothing of a flood. */
async function growthWhileStalled(
  relayPort: number,
  trust: string,
): Promise<number> {
  const memory = async () => {
    const response = await fetch(`http://127.0.0.1:${relayPort}/memory`);
    return ((await response.json()) as { rss: number }).rss;
  };
  const before = await memory();
  const socket = connect(relayPort, "127.0.0.1");
  socket.pause();
  socket.write(
    [
      `GET /flood?trust=${trust} HTTP/1.1`,
      "Host: bench",
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
      "",
      "",
    ].join("\r\n"),
  );
  let most = before;
  const until = performance.now() + stallMs;
  while (performance.now() < until) {
    await sleep(200);
    most = Math.max(most, await memory());
  }
  socket.destroy();
  return (most - before) / mebibyte;
}

async function startRelay(
  version: DenoVersion,
  trusts: object,
): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(
    denoPath(version),
    [
      "run",
      "--no-check",
      "--quiet",
      "--allow-all",
      "--node-modules-dir=manual",
      "--config=supabase/functions/deno.json",
      "bench/deno/console.ts",
      JSON.stringify({ port, trusts }),
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const [line] = (await once(createInterface(child.stdout), "line")) as [
    string,
  ];
  return { child, port: (JSON.parse(line) as { port: number }).port };
}
