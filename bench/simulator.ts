/**
 * `npx tsx bench/simulator.ts`: whether the simulator carries a fleet: 50 clusters with 10,000 guests in one process. Time until it is ready,
 * its memory, and its processor time for one sweep of /cluster/resources over all of them (Linux: read from /proc).
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { get } from "node:https";
import type { RunningCluster } from "../simulator/simulator.ts";
import { report } from "./report.ts";

const options = ["--clusters", "50", "--nodes", "4", "--guests", "200"];
const ticksPerSecond = Number(execFileSync("getconf", ["CLK_TCK"]));

const startedAt = performance.now();
const child = spawn(
  process.execPath,
  ["--import", "tsx", "simulator/main.ts", "--json", ...options],
  { stdio: ["ignore", "pipe", "inherit"] },
);
const clusters = await readClusters();
const readyMs = performance.now() - startedAt;

await sweep();
const before = await cpuMs();
const guests = await sweep();
const sweepCpuMs = (await cpuMs()) - before;
const status = await readFile(`/proc/${child.pid}/status`, "utf8");
const memoryMb = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
child.kill("SIGINT");
await once(child, "exit");

console.log(`${clusters.length} clusters, ${guests} guests`);
await report(
  "simulator",
  [
    { what: "simulator ready, ms", value: readyMs, budget: 5_000 },
    { what: "its memory, MiB", value: memoryMb, budget: 400 },
    { what: "its CPU for one sweep, ms", value: sweepCpuMs, budget: 1_000 },
  ],
  { readyMs, memoryMb, sweepCpuMs },
);

async function readClusters(): Promise<RunningCluster[]> {
  let text = "";
  for await (const chunk of child.stdout) {
    text += String(chunk);
    try {
      const parsed = JSON.parse(text) as
        RunningCluster[] | { clusters: RunningCluster[] };
      return Array.isArray(parsed) ? parsed : parsed.clusters;
    } catch {
      // There is more to come.
    }
  }
  throw new Error("The simulator ended before it was ready");
}

/** All clusters at once, as a listing asks them. Returns how many guests they have told of. */
async function sweep(): Promise<number> {
  const counts = await Promise.all(clusters.map(countGuests));
  return counts.reduce((sum, count) => sum + count, 0);
}

function countGuests(cluster: RunningCluster): Promise<number> {
  const node = cluster.nodes[0];
  return new Promise((resolve, reject) => {
    get(
      {
        host: node?.host,
        port: node?.port,
        ca: cluster.caCertificate,
        path: "/api2/json/cluster/resources",
        headers: { Authorization: `PVEAPIToken=${cluster.tokens.admin}` },
      },
      (answer) => {
        let body = "";
        answer.on("data", (chunk: Buffer) => (body += chunk.toString()));
        answer.on("end", () => {
          resolve(body.match(/"vmid":/g)?.length ?? 0);
        });
      },
    ).on("error", reject);
  });
}

async function cpuMs(): Promise<number> {
  const stat = await readFile(`/proc/${child.pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1000;
}
