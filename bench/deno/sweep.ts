/** The side of bench/trust.ts that is measured: reads the servers from its input, writes what their sweeps cost as JSON. */
import type { BenchServer, Cost, Measured, SweepKind } from "../sweepCost.ts";
import type { Trust } from "../../supabase/functions/_shared/contract/servers.ts";
import { mainThreadMs } from "./mainThread.ts";
import { Secret } from "../../supabase/functions/_shared/db/secret.ts";
import { connect } from "../../supabase/functions/_shared/proxmox/client.ts";
import { closePools } from "../../supabase/functions/_shared/proxmox/pool.ts";
import { readResources } from "../../supabase/functions/_shared/proxmox/resources.ts";
import { addressPolicyFromEnvironment } from "../../supabase/functions/_shared/proxmox/transport/address.ts";

const input = (await new Response(Deno.stdin.readable).json()) as {
  servers: BenchServer[];
  rounds: number;
};
const policy = addressPolicyFromEnvironment({
  get: (name) => (name === "PROXMOX_ALLOW_LOOPBACK" ? "true" : undefined),
});
const token = new Secret(
  "bench@pve!sweep=0b8f1c52-1111-4222-8333-444455556666",
);

const bareClients = input.servers.map(({ caCertificate }) =>
  Deno.createHttpClient({ caCerts: [caCertificate] }),
);

async function sweepBare(): Promise<number> {
  const answers = await Promise.all(
    input.servers.map(async ({ port }, index) => {
      const response = await fetch(
        `https://127.0.0.1:${String(port)}/api2/json/cluster/resources`,
        {
          client: bareClients[index],
          headers: { authorization: `PVEAPIToken=${token.reveal()}` },
        } as RequestInit,
      );
      return (await response.json()) as { data: unknown[] };
    }),
  );
  return answers.reduce((sum, { data }) => sum + data.length, 0);
}

async function sweepBy(
  trustOf: (server: BenchServer) => Trust,
): Promise<number> {
  const answers = await Promise.all(
    input.servers.map((server, index) => {
      const target = {
        serverId: null,
        name: `server ${String(index)}`,
        host: "127.0.0.1",
        port: server.port,
        trust: trustOf(server),
        token,
      };
      return readResources(connect(target, { policy }));
    }),
  );
  return answers.reduce(
    (sum, { vms, nodes }) => sum + vms.length + nodes.length,
    0,
  );
}

const sweeps: Record<SweepKind, () => Promise<number>> = {
  bare: sweepBare,
  ca: () =>
    sweepBy(({ caCertificate }) => ({
      mode: "ca",
      ca_certificate: caCertificate,
    })),
  pin: () => sweepBy(({ fingerprint }) => ({ mode: "pin", fingerprint })),
};
const kinds = Object.keys(sweeps) as SweepKind[];

interface Sample {
  wallMs: number;
  cpuMs: number;
}

async function measure(kind: SweepKind): Promise<Sample> {
  const cpuBefore = mainThreadMs();
  const startedAt = performance.now();
  const rows = await sweeps[kind]();
  const wallMs = performance.now() - startedAt;
  const cpuMs = mainThreadMs() - cpuBefore;
  if (rows !== input.servers.length * 201)
    throw new Error(`${kind} read ${String(rows)} rows`);
  return { wallMs, cpuMs };
}

const cold = {} as Record<SweepKind, Sample>;
const warm: Record<SweepKind, Sample[]> = { bare: [], ca: [], pin: [] };
for (const kind of kinds) cold[kind] = await measure(kind);
// In turns, so that a busy machine is busy for all of them alike. The first rounds are for the compiler.
for (let round = -4; round < input.rounds; round++)
  for (const kind of kinds) {
    const sample = await measure(kind);
    if (round >= 0) warm[kind].push(sample);
  }

const median = (values: number[]) =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const rounded = (ms: number) => Number(ms.toFixed(1));
const costOf = (kind: SweepKind): Cost => ({
  coldWallMs: rounded(cold[kind].wallMs),
  coldCpuMs: rounded(cold[kind].cpuMs),
  wallMs: rounded(median(warm[kind].map(({ wallMs }) => wallMs))),
  cpuMs: rounded(median(warm[kind].map(({ cpuMs }) => cpuMs))),
});
const measured: Measured = {
  version: Deno.version.deno,
  sweeps: { bare: costOf("bare"), ca: costOf("ca"), pin: costOf("pin") },
};
await closePools();
console.log(JSON.stringify(measured));
Deno.exit();
