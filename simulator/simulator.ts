import {
  failCertificates,
  restoreCertificates,
} from "./certificates/failures.ts";
import { fingerprintOf } from "./certificates/certificates.ts";
import { startControl } from "./control.ts";
import { type Fault } from "./faults.ts";
import {
  createCluster,
  fullTokens,
  type ClusterIdentity,
  type ClusterOptions,
  type TokenSecrets,
} from "./fleet.ts";
import type { Outcome } from "./http/connection.ts";
import { plainAnswer, type HttpRequest } from "./http/message.ts";
import { respond } from "./http/respond.ts";
import { NodeServer } from "./http/server.ts";
import { createIdentities } from "./identities.ts";
import { presets, type PresetName } from "./presets.ts";
import { fraction } from "./random.ts";
import {
  proxmoxTiming,
  type Cluster,
  type ClusterNode,
  type Timing,
} from "./state.ts";
import { readState, writeState, type SavedState } from "./stateFile.ts";

export interface SimulatorOptions {
  /** The same seed and the same clusters are the same fleet. */
  seed?: number;
  clusters: ClusterOptions[] | PresetName;
  /** Keeps certificates, ports and tokens between starts. */
  stateDirectory?: string;
  host?: "127.0.0.1";
  /** Tasks take their time divided by this. */
  taskSpeed?: number;
  /** Proxmox's fixed waits (3 s before a 401, 10 s for a console, …) divided by this. */
  waitSpeed?: number;
  /** How often the nodes tell each other their guests' states; Proxmox's 10 s by default. */
  broadcastSeconds?: number;
  /** The first node's port; the others follow. Without it, any that are free. */
  firstPort?: number;
  /** Each cluster is some milliseconds away, there and back. */
  latency?: { low: number; high: number };
  /** Where faults can be switched while it runs (control.ts); 0 is any free port, undefined is nowhere. */
  controlPort?: number;
}

export interface RunningNode {
  name: string;
  host: string;
  port: number;
  /** SHA-256 of the certificate it presents. */
  fingerprint: string;
  online: boolean;
}

export interface RunningCluster {
  name: string;
  /** PEM */
  caCertificate: string;
  nodes: RunningNode[];
  /** USER@REALM!ID=UUID */
  tokens: TokenSecrets;
}

export interface Simulator {
  readonly clusters: RunningCluster[];
  readonly controlUrl: string | undefined;
  /** Resolves when the fault shows, or when it has gone. */
  setFault(clusterName: string, fault: Fault | null): Promise<void>;
  faultOf(clusterName: string): Fault | null;
  /** What a cluster is made of, for tests that need to look inside or set a scene. */
  inside(clusterName: string): Cluster;
  close(): Promise<void>;
}

const listenHost = "127.0.0.1";

export async function startSimulator(
  options: SimulatorOptions,
): Promise<Simulator> {
  const plans =
    typeof options.clusters === "string"
      ? presets[options.clusters]
      : options.clusters;
  const seed = options.seed ?? 1;
  const saved =
    options.stateDirectory === undefined
      ? {}
      : await readState(options.stateDirectory);
  const unknown = plans.filter(
    ({ name, nodes }) =>
      !isComplete(
        saved,
        name,
        nodes.map((node) => node.name),
      ),
  );
  const created = await createIdentities(unknown, seed);
  const timing = timingOf(options);

  let nextPort = options.firstPort;
  const running: ClusterRunner[] = [];
  for (const plan of plans) {
    const identity =
      created[unknown.indexOf(plan)] ?? saved[plan.name]?.identity;
    if (identity === undefined)
      throw new Error(`Cluster ${plan.name} has no identity`);
    const runner = new ClusterRunner(
      createCluster(plan, seed, identity, timing),
      identity,
      options,
    );
    const ports = plan.nodes.map(
      ({ name }) =>
        saved[plan.name]?.ports[name] ??
        (nextPort === undefined ? 0 : nextPort++),
    );
    await runner.listen(ports);
    running.push(runner);
  }
  if (options.stateDirectory !== undefined) {
    const state: SavedState = { ...saved };
    for (const runner of running)
      state[runner.cluster.name] = {
        identity: runner.identity,
        ports: runner.ports,
      };
    await writeState(options.stateDirectory, state);
  }

  const runnerOf = (name: string): ClusterRunner => {
    const found = running.find(({ cluster }) => cluster.name === name);
    if (found === undefined) throw new Error(`There is no cluster "${name}"`);
    return found;
  };
  const controlled = {
    get clusters() {
      return running.map((runner) => runner.describe());
    },
    setFault: (name: string, fault: Fault | null) =>
      runnerOf(name).setFault(fault),
    faultOf: (name: string) => runnerOf(name).fault,
  };
  const control =
    options.controlPort === undefined
      ? undefined
      : await startControl(controlled, options.controlPort);
  return {
    get clusters() {
      return controlled.clusters;
    },
    controlUrl: control?.url,
    setFault: controlled.setFault,
    faultOf: controlled.faultOf,
    inside: (name) => runnerOf(name).cluster,
    close: async () => {
      await control?.close();
      await Promise.all(running.map((runner) => runner.close()));
    },
  };
}

function isComplete(
  saved: SavedState,
  cluster: string,
  nodes: string[],
): boolean {
  const identity = saved[cluster]?.identity;
  return (
    identity !== undefined && nodes.every((node) => node in identity.nodes)
  );
}

function timingOf({
  taskSpeed = 1,
  waitSpeed = 1,
  broadcastSeconds,
  clusters,
}: SimulatorOptions): Timing {
  const waits = Object.entries(proxmoxTiming).map(
    ([name, value]) => [name, value / waitSpeed] as const,
  );
  const seconds =
    broadcastSeconds ??
    (clusters === "demo" ? demoBroadcastSeconds : undefined);
  return {
    ...(Object.fromEntries(waits) as unknown as Timing),
    taskSpeed,
    broadcastMs:
      seconds === undefined
        ? proxmoxTiming.broadcastMs / waitSpeed
        : seconds * 1000,
  };
}

/** A demonstration need not show Proxmox's slowness to the full. */
const demoBroadcastSeconds = 3;

/** Which of a cluster's random numbers says how far away it is. */
const distanceStep = 99;

/** A cluster with its nodes' servers. */
class ClusterRunner {
  readonly cluster: Cluster;
  readonly identity: ClusterIdentity;
  readonly #servers: Map<string, NodeServer>;
  readonly #reach: Map<string, ClusterNode["reach"]>;
  fault: Fault | null = null;
  #faultSince = 0;
  /** Ports that were asked for; those of the last start are only a wish. */
  readonly #mustHavePorts: boolean;

  constructor(
    cluster: Cluster,
    identity: ClusterIdentity,
    options: SimulatorOptions,
  ) {
    this.cluster = cluster;
    this.identity = identity;
    this.#mustHavePorts = options.firstPort !== undefined;
    const { latency } = options;
    const distanceMs =
      latency === undefined
        ? 0
        : latency.low +
          (latency.high - latency.low) * fraction(cluster.seed, distanceStep);
    const nodes = [...cluster.nodes.values()];
    this.#reach = new Map(nodes.map(({ name, reach }) => [name, reach]));
    this.#servers = new Map(
      nodes.map((node) => [
        node.name,
        new NodeServer({
          host: listenHost,
          timing: cluster.timing,
          distanceMs,
          certificate: () => node.certificate,
          fault: () => this.#faultOn(node),
          respond: (request) => this.#respond(node, request),
        }),
      ]),
    );
  }

  get ports(): Record<string, number> {
    return Object.fromEntries(
      [...this.#servers].map(([name, { port }]) => [name, port]),
    );
  }

  /** A node that is down has a port, too: one that refuses. */
  async listen(ports: number[]): Promise<void> {
    for (const [index, [name, server]] of [...this.#servers].entries()) {
      try {
        await server.listen(ports[index]);
      } catch (error) {
        if (this.#mustHavePorts) throw error;
        await server.listen(0);
      }
      if (this.cluster.nodes.get(name)?.reach === "down") await server.close();
    }
  }

  describe(): RunningCluster {
    return {
      name: this.cluster.name,
      caCertificate: this.cluster.authority.certificate,
      tokens: fullTokens(this.identity.secrets),
      nodes: [...this.cluster.nodes.values()].map((node) => ({
        name: node.name,
        host: listenHost,
        port: this.#servers.get(node.name)?.port ?? 0,
        fingerprint: fingerprintOf(node.certificate.certificate),
        online: node.reach === "up",
      })),
    };
  }

  async setFault(fault: Fault | null): Promise<void> {
    this.fault = fault;
    this.#faultSince = Date.now();
    restoreCertificates(this.cluster, this.identity);
    if (fault !== null) failCertificates(this.cluster, fault);
    for (const node of this.cluster.nodes.values()) {
      const usual = this.#reach.get(node.name) ?? "up";
      const isMeant = fault?.node === node.name;
      node.reach =
        isMeant && fault.kind === "hanging-node"
          ? "hanging"
          : isMeant && fault.kind === "down-node"
            ? "down"
            : usual;
    }
    await Promise.all(
      [...this.#servers].map(async ([name, server]) => {
        const node = this.cluster.nodes.get(name);
        if (node === undefined) return;
        server.dropConnections();
        const refuses =
          node.reach === "down" || this.#faultOn(node)?.kind === "refuse";
        await (refuses ? server.close() : server.listen());
      }),
    );
  }

  async close(): Promise<void> {
    this.cluster.tasks.abortAll();
    await Promise.all(
      [...this.#servers.values()].map((server) => server.close()),
    );
  }

  #faultOn(node: ClusterNode): Fault | null {
    if (node.reach === "hanging") return { kind: "silent" };
    const { fault } = this;
    return fault === null ||
      (fault.node !== undefined && fault.node !== node.name)
      ? null
      : fault;
  }

  async #respond(node: ClusterNode, request: HttpRequest): Promise<Outcome> {
    const fault = this.#faultOn(node);
    const hasRunOut =
      fault?.kind === "unauthorized-after" &&
      Date.now() - this.#faultSince >= (fault.value ?? 0);
    if (hasRunOut) {
      await new Promise((resolve) =>
        setTimeout(resolve, this.cluster.timing.unauthorizedMs),
      );
      return plainAnswer(401, "Authentication failed!");
    }
    return respond(this.cluster, node, request);
  }
}
