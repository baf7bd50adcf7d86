/**
 * `npx tsx bench/listing.ts`: list-vms as a browser calls it, with everything behind it (the session, the database, the vault, TLS, NDJSON), for
 * 50 servers x 200 guests, beside a bare parallel client in the same runtime; and the same with 49 of the servers silent.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { denoPath } from "../local/deno.ts";
import { startFakeServers } from "./fakeServers.ts";
import { startBenchProduct } from "./product.ts";
import { best, report } from "./report.ts";
import type { BenchServer } from "./sweepCost.ts";

const serverCount = 50;
const guestCount = 200;
const rounds = 15;

const fakes = await startFakeServers(serverCount, guestCount);
const product = await startBenchProduct(fakes.servers, { withPages: false });
const bare = await startBare(fakes.servers);
try {
  const ours: Listing[] = [];
  const theirs: number[] = [];
  // In turns, so that a busy machine is busy for both. The first rounds are for the compilers and the connections.
  for (let round = -4; round < rounds; round++) {
    const listing = await list();
    const bareMs = await sweepBare(bare.port);
    if (round < 0) continue;
    ours.push(listing);
    theirs.push(bareMs);
  }
  const firstMs = best(ours.map(({ arrivals }) => arrivals[0] ?? NaN));
  const wholeMs = best(ours.map(({ endMs }) => endMs));
  const bareMs = best(theirs);

  const good = 7;
  fakes.silence((index) => index !== good);
  const silent = await list();
  const goodMs = silent.arrivals[0] ?? NaN;

  await report(
    "listing",
    [
      {
        what: "list-vms, 50 x 200: whole / bare client",
        value: wholeMs / bareMs,
        budget: 1.3,
      },
      {
        what: "the first server's rows / whole",
        value: firstMs / wholeMs,
        budget: 0.6,
      },
      {
        what: "49 of 50 silent: the good one's rows, ms",
        value: goodMs,
        budget: 300,
      },
      {
        what: "49 of 50 silent: whole, ms",
        value: silent.endMs,
        budget: 8_500,
      },
    ],
    { wholeMs, firstMs, bareMs, silent },
  );
} finally {
  bare.child.kill();
  await product.stop();
  fakes.close();
}

interface Listing {
  /** When each line with guests was here, in ms. */
  arrivals: number[];
  endMs: number;
}

async function list(): Promise<Listing> {
  const startedAt = performance.now();
  const response = await fetch(`${product.stack.url}/functions/v1/list-vms`, {
    headers: { ...product.headers, accept: "application/x-ndjson" },
  });
  const arrivals: number[] = [];
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines)
      if (line.includes('"ok":true'))
        arrivals.push(performance.now() - startedAt);
  }
  return { arrivals, endMs: performance.now() - startedAt };
}

async function sweepBare(port: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${String(port)}/`);
  const { rows, wallMs } = (await response.json()) as {
    rows: number;
    wallMs: number;
  };
  if (rows !== serverCount * (guestCount + 1))
    throw new Error(`The bare client read ${String(rows)} rows`);
  return wallMs;
}

async function startBare(
  servers: BenchServer[],
): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(
    denoPath("edge"),
    ["run", "--no-check", "--quiet", "--allow-all", "bench/deno/bare.ts"],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  child.stdin.end(JSON.stringify(servers));
  const [line] = (await once(createInterface(child.stdout), "line")) as [
    string,
  ];
  return { child, port: (JSON.parse(line) as { port: number }).port };
}
