import { parseArgs } from "node:util";
import { describeFaults, parseFault, type Fault } from "./faults.ts";
import { presets, scaled, type PresetName } from "./presets.ts";
import {
  startSimulator,
  type Simulator,
  type SimulatorOptions,
} from "./simulator.ts";

const help = `Simulated Proxmox VE clusters over HTTPS on 127.0.0.1.

npm run simulator -- [options]

  --preset NAME           ${Object.keys(presets).join(" or ")} (demo)
  --clusters N            instead of a preset: so many clusters
  --nodes N               nodes a cluster (1)
  --guests N              guests a cluster (20)
  --first-port PORT       the first node's port, the others follow (any free)
  --seed N                the same seed is the same fleet (1)
  --state DIR             keep certificates, ports and tokens in DIR
  --latency MS|LOW-HIGH   how far away each cluster is, there and back
  --task-speed N          tasks take their time divided by N (1)
  --wait-speed N          Proxmox's fixed waits divided by N (1)
  --fault CLUSTER:FAULT   begin with a fault; may be repeated
  --control PORT          switch faults while it runs: curl -X PUT -d silent http://127.0.0.1:PORT/clusters/NAME/fault
  --json                  print the clusters as JSON
  --help                  this text

Faults:
${describeFaults()}
A fault may be meant for one node: silent@pve1
`;

const { values } = parseArgs({
  options: {
    preset: { type: "string", default: "demo" },
    clusters: { type: "string" },
    nodes: { type: "string", default: "1" },
    guests: { type: "string", default: "20" },
    "first-port": { type: "string" },
    seed: { type: "string", default: "1" },
    state: { type: "string" },
    latency: { type: "string" },
    "task-speed": { type: "string", default: "1" },
    "wait-speed": { type: "string", default: "1" },
    fault: { type: "string", multiple: true, default: [] },
    control: { type: "string" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

async function run(): Promise<void> {
  const began = performance.now();
  const faults = values.fault.map(faultGiven);
  const simulator = await startSimulator(optionsGiven());
  try {
    for (const { cluster, fault } of faults)
      await simulator.setFault(cluster, fault);
  } catch (error) {
    await simulator.close();
    throw error;
  }
  const readyMs = performance.now() - began;
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ clusters: simulator.clusters, controlUrl: simulator.controlUrl }, null, 2)}\n`
      : `${table(simulator)}ready in ${(readyMs / 1000).toFixed(1)} s${controlNote(simulator)}\n`,
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      void simulator.close().then(() => process.exit(0));
    });
  }
}

function faultGiven(text: string): { cluster: string; fault: Fault } {
  const colon = text.indexOf(":");
  if (colon === -1)
    throw new Error(`"${text}" does not say which cluster: CLUSTER:FAULT`);
  return {
    cluster: text.slice(0, colon),
    fault: parseFault(text.slice(colon + 1)),
  };
}

function optionsGiven(): SimulatorOptions {
  const { state, latency } = values;
  const firstPort = values["first-port"];
  return {
    clusters:
      values.clusters === undefined
        ? presetNamed(values.preset)
        : scaled(sizes(values.clusters)),
    seed: wholeNumber("seed", values.seed),
    taskSpeed: Number(values["task-speed"]),
    waitSpeed: Number(values["wait-speed"]),
    ...(state === undefined ? {} : { stateDirectory: state }),
    ...(firstPort === undefined
      ? {}
      : { firstPort: wholeNumber("first-port", firstPort) }),
    ...(values.control === undefined
      ? {}
      : { controlPort: wholeNumber("control", values.control) }),
    ...(latency === undefined ? {} : { latency: range(latency) }),
  };
}

const sizes = (clusters: string) => ({
  clusters: wholeNumber("clusters", clusters),
  nodes: wholeNumber("nodes", values.nodes),
  guests: wholeNumber("guests", values.guests),
});

function presetNamed(name: string): PresetName {
  if (name in presets) return name as PresetName;
  throw new Error(
    `There is no preset "${name}". There are: ${Object.keys(presets).join(", ")}`,
  );
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d+$/.test(text))
    throw new Error(`--${name} takes a whole number, not "${text}"`);
  return Number(text);
}

function range(text: string): { low: number; high: number } {
  const [, low, high] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  if (low === undefined)
    throw new Error(
      `--latency takes milliseconds, as 20 or 20-118, not "${text}"`,
    );
  return { low: Number(low), high: Number(high ?? low) };
}

const controlNote = ({ controlUrl }: Simulator) =>
  controlUrl === undefined ? "" : `, control at ${controlUrl}`;

function table(simulator: Simulator): string {
  const lines = simulator.clusters.flatMap(({ name, nodes, tokens }) => [
    name,
    ...nodes.map(
      ({ name: node, host, port, fingerprint, online }) =>
        `  ${node.padEnd(14)} https://${host}:${String(port)}  ${online ? fingerprint : "offline"}`,
    ),
    `  token          ${tokens.admin}`,
    `  read only      ${tokens.auditor}`,
    "",
  ]);
  return `${lines.join("\n")}\n`;
}

if (values.help) process.stdout.write(help);
else {
  await run().catch((error: unknown) => {
    process.stderr.write(
      `${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exitCode = 1;
  });
}
