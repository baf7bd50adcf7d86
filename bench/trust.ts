/**
 * `npx tsx bench/trust.ts`: what 50 servers x 200 guests cost in one sweep, by the trust of the servers, on both Denos. The connections are
 * warm, as they are while somebody looks at the dashboard. Compared with a bare parallel client in the same runtime, in the same seconds.
 * The budgets hold for the Deno that Supabase runs; the current one is there to compare with (its AES-GCM in node:crypto, on which a pin
 * stands, takes several times as long).
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { denoPath, type DenoVersion } from "../local/deno.ts";
import { startFakeServers } from "./fakeServers.ts";
import { report } from "./report.ts";
import type { Measured, SweepKind } from "./sweepCost.ts";

const rounds = 20;

const { servers, close } = await startFakeServers(50, 200);
const measured = { edge: await sweep("edge"), current: await sweep("current") };
for (const { version, sweeps } of Object.values(measured)) {
  console.log(`\nDeno ${version}`);
  console.table(sweeps);
}
const { edge } = measured;
await report(
  "trust",
  [
    {
      what: "CPU of a warm sweep under ca, ms",
      value: edge.sweeps.ca.cpuMs,
      budget: 100,
    },
    {
      what: "wall: ca / bare client",
      value: ratio(edge, "ca", "bare", "wallMs"),
      budget: 1.3,
    },
    {
      what: "wall: pin / ca",
      value: ratio(edge, "pin", "ca", "wallMs"),
      budget: 2,
    },
    {
      what: "CPU: pin / ca",
      value: ratio(edge, "pin", "ca", "cpuMs"),
      budget: 2,
    },
  ],
  measured,
);
close();

function ratio(
  { sweeps }: Measured,
  a: SweepKind,
  b: SweepKind,
  unit: "wallMs" | "cpuMs",
): number {
  return sweeps[a][unit] / sweeps[b][unit];
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
