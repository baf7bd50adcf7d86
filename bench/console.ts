/**
 * `npx tsx bench/console.ts`: what the relay of a console costs, by trust, on both Denos. The budgets hold for the one that Supabase runs.
 *
 * Throughput: 100 MiB, from the first message to the last. Server, relay and browser are a process each, as in life they are a machine each; the
 * browser is Node with undici's WebSocket. "Direct" is the same browser at the same server, over wss with Node's own TLS. The ways take turns,
 * and what counts is the median of the rounds' ratios. The machine has to be idle otherwise: with less than three cores a busy one slows the
 * relayed way more, by a process. How far it was so, the processor times in the results tell.
 * Beside it stands what the runtime alone takes: the relay without a server, and the opening of TLS records under `pin`.
 * Round trip: the median of 8 bytes there and back. Memory: by how much the relay grows while its browser reads nothing of a flood.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { Agent, WebSocket } from "undici";
import { denoPath, type DenoVersion } from "../local/deno.ts";
import type { Alone, Opening, Upstream, Usage } from "./consoleSides.ts";
import { median, report } from "./report.ts";

const mebibyte = 1024 * 1024;
const floodBytes = 100 * mebibyte;
/** pveproxy fills a frame with what there is at the moment: much of a picture, little of a terminal. */
const frameBytes = { long: 64 * 1024, short: 2 * 1024 };
const rounds = 7;
const roundTrips = 500;
const stallMs = 6_000;

/**
 * Half of a direct connection's throughput. Under `pin` there is none: no browser can look at a fingerprint, and what can is our own TLS, whose
 * price is not the relay's (docs/decisions/0004 and 0014). So there it is half of what the runtime reads of the same server and hands on to
 * nobody; beside the direct connection of another trust it stands in the results.
 */
const maxSlowdown = 2;
const trusts = ["ca", "pin"] as const;

const upstream = await start(process.execPath, [
  "--import",
  "tsx",
  "bench/consoleUpstream.ts",
  String(floodBytes),
]);
const { port, caCertificate, fingerprint } = upstream.said as Upstream;
const direct: Way = {
  origin: `wss://127.0.0.1:${port}`,
  dispatcher: new Agent({ connect: { ca: caCertificate } }),
};

const measured: Awaited<ReturnType<typeof measure>> = [];
for (const version of ["edge", "current"] as const)
  measured.push(...(await measure(version)));
upstream.child.kill();

console.table(measured);
await report(
  "console",
  measured
    .filter(({ deno }) => deno === "edge")
    .flatMap(({ trust, addedMs, stallMiB, ...slowdowns }) => [
      {
        what: `throughput under ${trust}: ${trust === "pin" ? "read alone" : "direct"} / relayed`,
        value: slowdowns[trust === "pin" ? "aloneSlowdown" : "slowdown"],
        budget: maxSlowdown,
      },
      {
        what: `throughput in short frames under ${trust}: ${trust === "pin" ? "read alone" : "direct"} / relayed`,
        value: slowdowns[trust === "pin" ? "aloneShort" : "shortFrames"],
        budget: maxSlowdown,
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
  const relay = await start(denoPath(version), [
    "run",
    "--no-check",
    "--quiet",
    "--allow-all",
    "--node-modules-dir=manual",
    "--config=supabase/functions/deno.json",
    "bench/deno/console.ts",
    JSON.stringify({
      port,
      floodBytes,
      trusts: {
        ca: { mode: "ca", ca_certificate: caCertificate },
        pin: { mode: "pin", fingerprint },
      },
    }),
  ]);
  const relayPort = (relay.said as { port: number }).port;
  const origin = `127.0.0.1:${relayPort}`;
  const ask = async (path: string) =>
    (await (await fetch(`http://${origin}/${path}`)).json()) as unknown;
  const relayed = (trust: string): Way => ({
    origin: `ws://${origin}`,
    trust,
    mainThreadMs: async () => ((await ask("usage")) as Usage).mainThreadMs,
  });
  const alone = (trust: string): Way => ({
    origin: `http://${origin}`,
    trust,
    readAlone: async (path) => ((await ask(path)) as Alone).rate,
  });

  const opening = (await ask("opening")) as Opening;
  const rows = [];
  for (const trust of trusts) {
    const way = relayed(trust);
    const [near, far, bare, only] = await race("long", [
      direct,
      way,
      relayed(""),
      alone(trust),
    ]);
    const [shortNear, shortFar, shortOnly] = await race("short", [
      direct,
      way,
      alone(trust),
    ]);
    await roundTrip(way);
    const [farMs, nearMs] = [await roundTrip(way), await roundTrip(direct)];
    rows.push({
      deno: version,
      trust,
      directMiBs: round(median(near.map(({ rate }) => rate))),
      relayedMiBs: round(median(far.map(({ rate }) => rate))),
      slowdown: round(slowdown([near, far])),
      shortFrames: round(slowdown([shortNear, shortFar])),
      aloneSlowdown: round(slowdown([only, far])),
      aloneShort: round(slowdown([shortOnly, shortFar])),
      bareMiBs: round(median(bare.map(({ rate }) => rate))),
      browserMsPerMiB: round(median(near.map(({ ownMs }) => ownMs))),
      relayMsPerMiB: round(median(far.map(({ relayMs }) => relayMs))),
      bareMsPerMiB: round(median(bare.map(({ relayMs }) => relayMs))),
      openMsPerMiB: round(opening.openedMs),
      decipherMsPerMiB: round(opening.decipheredMs),
      relayedMs: round(farMs),
      directMs: round(nearMs),
      addedMs: round(farMs - nearMs),
      stallMiB: round(
        await growthWhileStalled(
          relayPort,
          trust,
          async () => ((await ask("usage")) as Usage).rss,
        ),
      ),
    });
  }
  relay.child.kill();
  return rows;
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

interface Way {
  origin: string;
  /** Of the relay; "" is a relay without a server. */
  trust?: string;
  dispatcher?: Agent;
  mainThreadMs?: () => Promise<number>;
  /** Has the relay's process read the path's console for itself, and answers how fast it was. */
  readAlone?: (path: string) => Promise<number>;
}

async function open(
  { origin, trust, dispatcher }: Way,
  path: string,
  onMessage: (bytes: ArrayBuffer) => void,
): Promise<WebSocket> {
  const url = new URL(path, origin);
  if (trust !== undefined) url.searchParams.set("trust", trust);
  const socket = new WebSocket(url, dispatcher ? { dispatcher } : {});
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

interface Flood {
  /** MiB a second. */
  rate: number;
  /** Processor time for a MiB: of the browser, which is this process, and of the relay's thread. */
  ownMs: number;
  relayMs: number;
}

/** Each of them in turns, so that a busy moment is one for all. */
async function race<Ways extends readonly Way[]>(
  frames: keyof typeof frameBytes,
  ways: readonly [...Ways],
): Promise<{ [Index in keyof Ways]: Flood[] }> {
  const floods = ways.map((): Flood[] => []);
  // The first of each is for the compilers.
  for (let turn = -1; turn < rounds; turn++)
    for (const [index, way] of ways.entries()) {
      const result = await flood(way, frameBytes[frames]);
      if (turn >= 0) floods[index]?.push(result);
    }
  return floods as { [Index in keyof Ways]: Flood[] };
}

function slowdown([near, far]: readonly [Flood[], Flood[]]): number {
  return median(
    near.map(({ rate }, turn) => rate / (far[turn]?.rate ?? Number.NaN)),
  );
}

async function flood(way: Way, frame: number): Promise<Flood> {
  if (way.readAlone) {
    const path = `flood?frame=${frame}&alone&trust=${way.trust ?? ""}`;
    return { rate: await way.readAlone(path), ownMs: NaN, relayMs: NaN };
  }
  let startedAt = 0;
  let cpuAtStart = process.cpuUsage();
  let received = 0;
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const relayAtStart = (await way.mainThreadMs?.()) ?? NaN;
  const socket = await open(way, `/flood?frame=${frame}`, (bytes) => {
    if (startedAt === 0) {
      startedAt = performance.now();
      cpuAtStart = process.cpuUsage();
    }
    received += bytes.byteLength;
    if (received >= floodBytes) finish();
  });
  await finished;
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpuAtStart);
  const relayMs = ((await way.mainThreadMs?.()) ?? NaN) - relayAtStart;
  socket.close();
  const mebibytes = received / mebibyte;
  return {
    rate: mebibytes / seconds,
    ownMs: (user + system) / 1000 / mebibytes,
    relayMs: relayMs / mebibytes,
  };
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
  return median(times);
}

/** By how many MiB the relay grows while its browser reads nothing of a flood. */
async function growthWhileStalled(
  relayPort: number,
  trust: string,
  memory: () => Promise<number>,
): Promise<number> {
  const before = await memory();
  const socket = connect(relayPort, "127.0.0.1");
  socket.pause();
  socket.write(
    [
      `GET /flood?frame=${frameBytes.long}&trust=${trust} HTTP/1.1`,
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

/** A process that says in its first line, as JSON, what there is to know of it. */
async function start(
  command: string,
  parameters: string[],
): Promise<{ child: ChildProcess; said: unknown }> {
  const child = spawn(command, parameters, {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface(child.stdout), "line")) as [
    string,
  ];
  return { child, said: JSON.parse(line) as unknown };
}
