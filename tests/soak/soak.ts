import { spawn, type ChildProcess } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pidsOf } from "../../local/testing/processes.ts";

/** What is killed: Muster's own process, the functions', the database's first process, one of its workers. */
const victims = ["node", "deno", "postgres", "backend"] as const;
export type Victim = (typeof victims)[number];

export interface SoakReport {
  runs: number;
  acknowledged: number;
  /** Writes that were answered with success and are not there any more. */
  lost: string[];
  /** What did not come back, or not clean. */
  faults: string[];
}

const writers = 6;
const readyWithinMs = 60_000;
const password = "correct horse battery staple";

interface Running {
  child: ChildProcess;
  url: string;
  publishableKey: string;
}

/** What a writer knows of its server: which names were sent, and which of them was answered with success last. */
interface Written {
  id: string;
  sent: number;
  acknowledged: number;
}

/** Kills a process of the product with -9 again and again while servers are written, and looks for what was acknowledged. */
export async function soak(
  kills: readonly (Victim | undefined)[],
  say: (line: string) => void = () => undefined,
): Promise<SoakReport> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "muster-soak-"));
  const report: SoakReport = {
    runs: 0,
    acknowledged: 0,
    lost: [],
    faults: [],
  };
  let product: Running | undefined;
  try {
    product = await start(dataDirectory);
    let accessToken = await signIn(product, "signup");
    const written = await addServers(product, accessToken);
    for (const wanted of kills) {
      const victim = wanted ?? victims[randomInt(victims.length)] ?? "node";
      const before = sum(written);
      const running = product;
      const writing = new AbortController();
      const work = written.map((server) =>
        write(running, accessToken, server, writing.signal),
      );
      await sleep(randomInt(50, 900));
      const killed = kill(dataDirectory, victim);
      // The others go on writing into the gap.
      await sleep(300);
      writing.abort();
      await Promise.all(work);

      product = await comeBack(dataDirectory, product);
      accessToken = await signIn(product, "token?grant_type=password");
      await check(product, accessToken, written, report);
      report.runs += 1;
      report.acknowledged = sum(written);
      say(
        `run ${String(report.runs)}: ${killed ? `killed ${victim}` : `no ${victim} to kill`}, ${String(sum(written) - before)} writes acknowledged, ${String(report.lost.length)} lost`,
      );
      if (!killed)
        report.faults.push(`no ${victim} ran in run ${String(report.runs)}`);
    }
    const code = await end(product.child);
    if (code !== 0)
      report.faults.push(`the last stop ended with ${String(code)}`);
    const left = pidsOf(dataDirectory);
    if (left.length > 0)
      report.faults.push(
        `still running: ${left.map(({ command }) => command).join("; ")}`,
      );
  } finally {
    product?.child.kill("SIGKILL");
    for (const { pid } of pidsOf(dataDirectory)) tryKill(pid);
    await rm(dataDirectory, { recursive: true, force: true, maxRetries: 5 });
  }
  return report;
}

function sum(written: readonly Written[]): number {
  return written.reduce((total, { acknowledged }) => total + acknowledged, 0);
}

async function start(dataDirectory: string): Promise<Running> {
  const child = spawn(
    process.execPath,
    [
      ...["--import", "tsx", "local/main.ts", "--no-demo"],
      ...["--port", "0", "--data", dataDirectory],
    ],
    {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        PROXMOX_ALLOW_LOOPBACK: "true",
        MUSTER_LIMIT_CHANGES_PER_HOUR: "9999999",
      },
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const deadline = performance.now() + readyWithinMs;
  while (!/^ready http/m.test(output)) {
    if (child.exitCode !== null || performance.now() > deadline) {
      child.kill("SIGKILL");
      throw new Error(`The product did not become ready:\n${output}`);
    }
    await sleep(50);
  }
  const run = JSON.parse(
    await readFile(join(dataDirectory, "run.json"), "utf8"),
  ) as Omit<Running, "child">;
  return { ...run, child };
}

async function end(child: ChildProcess): Promise<number | null> {
  if (hasEnded(child)) return child.exitCode;
  const exited = once(child, "exit") as Promise<[number | null]>;
  child.kill("SIGINT");
  return (await exited)[0];
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Without Postgres Muster ends by itself; anything else it mends while it runs. */
async function comeBack(
  dataDirectory: string,
  product: Running,
): Promise<Running> {
  const deadline = performance.now() + readyWithinMs;
  while (performance.now() < deadline) {
    if (hasEnded(product.child)) return start(dataDirectory);
    try {
      await signIn(product, "token?grant_type=password");
      const functions = await fetch(
        `${product.url}/functions/v1/proxmox-servers`,
      );
      if (functions.status === 401) return product;
    } catch {
      // Not yet.
    }
    await sleep(100);
  }
  throw new Error("The product did not come back");
}

function kill(dataDirectory: string, victim: Victim): boolean {
  const ours = pidsOf(dataDirectory);
  const is: Record<Victim, RegExp> = {
    node: /local\/main\.ts/,
    deno: /functions-host\.ts/,
    postgres: /bin\/postgres .*-D/,
    backend: /^postgres: /,
  };
  const found = ours.filter(({ command }) => is[victim].test(command));
  const chosen = found[randomInt(Math.max(found.length, 1))];
  return chosen !== undefined && tryKill(chosen.pid);
}

function tryKill(pid: number): boolean {
  try {
    process.kill(pid, "SIGKILL");
    return true;
  } catch {
    return false;
  }
}

async function signIn(product: Running, path: string): Promise<string> {
  const response = await fetch(`${product.url}/auth/v1/${path}`, {
    method: "POST",
    headers: headers(product),
    body: JSON.stringify({ email: "soak@example.org", password }),
    signal: AbortSignal.timeout(5_000),
  });
  const { access_token } = (await response.json()) as { access_token?: string };
  if (access_token === undefined)
    throw new Error(`No sign-in: ${String(response.status)}`);
  return access_token;
}

function headers(product: Running, accessToken?: string) {
  return {
    apikey: product.publishableKey,
    "content-type": "application/json",
    ...(accessToken && { authorization: `Bearer ${accessToken}` }),
  };
}

async function call(
  product: Running,
  accessToken: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Response> {
  return await fetch(`${product.url}/functions/v1/${path}`, {
    method,
    headers: headers(product, accessToken),
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(15_000),
  });
}

/** Nobody listens at their addresses: that a token opens shows in its not arriving. */
async function addServers(
  product: Running,
  accessToken: string,
): Promise<Written[]> {
  const added = Array.from({ length: writers }, async (_, index) => {
    const answer = await call(product, accessToken, "POST", "proxmox-servers", {
      name: "write 0",
      host: "127.0.0.1",
      port: 1024 + index,
      api_token: tokenOf(index),
    });
    if (answer.status !== 201) throw new Error(await answer.text());
    const { server } = (await answer.json()) as { server: { id: string } };
    return { id: server.id, sent: 0, acknowledged: 0 };
  });
  return await Promise.all(added);
}

function tokenOf(n: number): string {
  return `root@pam!soak=00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
}

/** Name after name, each with the token sealed anew, until it is told to end. */
async function write(
  product: Running,
  accessToken: string,
  server: Written,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const n = (server.sent += 1);
    try {
      const answer = await call(
        product,
        accessToken,
        "PUT",
        `proxmox-servers/${server.id}`,
        { name: `write ${String(n)}`, api_token: tokenOf(n) },
      );
      await answer.arrayBuffer();
      if (answer.status === 200) server.acknowledged = n;
    } catch {
      await sleep(20);
    }
  }
}

async function check(
  product: Running,
  accessToken: string,
  written: readonly Written[],
  report: SoakReport,
): Promise<void> {
  const list = await call(product, accessToken, "GET", "proxmox-servers");
  const { servers } = (await list.json()) as {
    servers: { id: string; name: string }[];
  };
  for (const { id, acknowledged, sent } of written) {
    const name = servers.find((server) => server.id === id)?.name;
    const n = Number(name?.replace("write ", ""));
    // One that was sent and not answered may be there or not.
    if (!(n >= acknowledged && n <= sent))
      report.lost.push(
        `server ${id}: ${String(acknowledged)} was acknowledged, ${String(name)} is there`,
      );
  }
  const guests = await call(product, accessToken, "GET", "list-vms");
  const answer = (await guests.json()) as {
    servers: { serverId: string; error?: { code: string } }[];
  };
  for (const { serverId, error } of answer.servers)
    if (error?.code !== "refused")
      report.lost.push(
        `the token of server ${serverId}: ${String(error?.code)}`,
      );
}
