/**
 * `npx tsx bench/trust.ts [--out FILE]`: what 50 servers x 200 guests cost in one sweep, by the trust of the servers, on both Denos. The
 * servers are 20 to 118 ms away, and the connections warm, as they are while somebody looks at the dashboard. Compared with a bare parallel
 * client in the same runtime, in the same seconds. Ends with 1 where a budget is broken in the Deno that Supabase runs; the current one is there
 * to compare with (its AES-GCM in node:crypto, on which a pin stands, takes several times as long).
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { denoPath, type DenoVersion } from "../local/deno.ts";
import {
  createAuthority,
  createKey,
  createNodeCertificate,
  fingerprintOf,
} from "../simulator/certificates/certificates.ts";
import type { BenchServer, Measured, SweepKind } from "./sweepCost.ts";

const serverCount = 50;
const guestCount = 200;
const nearestMs = 20;
const farthestMs = 118;
const rounds = 20;

const { values: options } = parseArgs({
  options: { out: { type: "string", default: "bench/results/trust.json" } },
});

const servers = await startServers();
const results: Partial<Record<DenoVersion, Measured>> = {};
for (const version of ["edge", "current"] as const)
  results[version] = await sweep(version);

const report = Object.entries(results).map(([deno, measured]) => ({
  deno,
  ...measured,
  ratios: {
    "ca wall / bare wall": ratio(measured, "ca", "bare", "wallMs"),
    "pin wall / ca wall": ratio(measured, "pin", "ca", "wallMs"),
    "pin CPU / ca CPU": ratio(measured, "pin", "ca", "cpuMs"),
  },
}));
await mkdir(dirname(options.out), { recursive: true });
await writeFile(options.out, `${JSON.stringify(report, null, 2)}\n`);

for (const { deno, version, sweeps, ratios } of report) {
  console.log(
    `\nDeno ${version} (${deno}): ${serverCount} servers x ${guestCount} guests`,
  );
  console.table(sweeps);
  console.table(ratios);
}

const isOverBudget = report
  .filter(({ deno }) => deno === "edge")
  .flatMap(({ sweeps, ratios }) => [
    isOver("CPU of a warm sweep under ca, ms", sweeps.ca.cpuMs, 100),
    isOver("ca wall / bare wall", ratios["ca wall / bare wall"], 1.3),
    isOver("pin wall / ca wall", ratios["pin wall / ca wall"], 2),
    isOver("pin CPU / ca CPU", ratios["pin CPU / ca CPU"], 2),
  ])
  .includes(true);
console.log(`\n${options.out}`);
process.exit(isOverBudget ? 1 : 0);

function isOver(what: string, value: number, budget: number): boolean {
  const isBroken = value > budget;
  console.log(
    `${isBroken ? "OVER" : "ok  "} ${what}: ${value} (at most ${budget})`,
  );
  return isBroken;
}

function ratio(
  { sweeps }: Measured,
  a: SweepKind,
  b: SweepKind,
  unit: "wallMs" | "cpuMs",
): number {
  return Number((sweeps[a][unit] / sweeps[b][unit]).toFixed(3));
}

/** As much of a Proxmox VE as a sweep asks for: its answer is ready, so that it costs the machine little beside what is measured. */
async function startServers(): Promise<BenchServer[]> {
  const [caKey, key] = await Promise.all([createKey(2048), createKey(2048)]);
  return await Promise.all(
    Array.from({ length: serverCount }, async (_, index) => {
      const unit = `0ca0ca00-0000-4000-8000-${String(index).padStart(12, "0")}`;
      const authority = createAuthority(caKey, unit);
      const { certificate } = createNodeCertificate(authority, key, {
        name: "pve1",
        domain: "example",
        address: "127.0.0.1",
      });
      const body = JSON.stringify({ data: resources(index) });
      const distanceMs =
        nearestMs + ((farthestMs - nearestMs) * index) / (serverCount - 1);
      const server = createServer(
        { cert: certificate, key },
        (request, response) => {
          request.resume();
          void sleep(distanceMs).then(() =>
            response
              .writeHead(200, {
                "content-type": "application/json;charset=UTF-8",
              })
              .end(body),
          );
        },
      );
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      return {
        port: (server.address() as AddressInfo).port,
        caCertificate: authority.certificate,
        fingerprint: fingerprintOf(certificate),
      };
    }),
  );
}

/** The rows of GET /cluster/resources, some 100 KB. */
function resources(server: number): object[] {
  const guests = Array.from({ length: guestCount }, (_, index) => ({
    id: `qemu/${100 + index}`,
    type: "qemu",
    vmid: 100 + index,
    node: "pve1",
    name: `guest-${server}-${index}`,
    status: index % 4 === 0 ? "stopped" : "running",
    template: 0,
    cpu: (index % 97) / 100,
    maxcpu: 4,
    mem: 1_073_741_824 + index * 4096,
    maxmem: 4_294_967_296,
    disk: 0,
    maxdisk: 34_359_738_368,
    diskread: 918_273_645 + index,
    diskwrite: 192_837_465 + index,
    netin: 564_738_291 + index,
    netout: 657_483_921 + index,
    uptime: 86_400 + index,
    tags: "backup;web",
    pool: "customers",
  }));
  const node = {
    id: "node/pve1",
    type: "node",
    node: "pve1",
    status: "online",
    cpu: 0.31,
    maxcpu: 32,
    mem: 68_719_476_736,
    maxmem: 137_438_953_472,
    uptime: 864_000,
  };
  return [...guests, node];
}

async function sweep(version: DenoVersion): Promise<Measured> {
  const child = spawn(
    denoPath(version),
    [
      "run",
      "--no-check",
      "--quiet",
      "--allow-all",
      "--node-modules-dir=manual",
      "--config=supabase/functions/deno.json",
      "bench/deno/sweep.ts",
    ],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  child.stdin.end(JSON.stringify({ servers, rounds }));
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [exitCode] = (await once(child, "close")) as [number | null];
  if (exitCode !== 0) throw new Error(`Deno ${version} ended early`);
  return JSON.parse(output) as Measured;
}
