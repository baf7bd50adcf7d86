import { rm } from "node:fs/promises";
import { join } from "node:path";
import { bootstrapAdmin } from "./admin.ts";
import { prepareDemo, type Login } from "./demo.ts";
import {
  isErrno,
  privateDirectory,
  readIfThere,
  writePrivate,
} from "./files.ts";
import { readKeys } from "./keys.ts";
import { LockedError } from "./lock.ts";
import { type Options } from "./options.ts";
import { isLoopback, PortTakenError } from "./server.ts";
import { startStack, type Stack, type StackOptions } from "./stack.ts";

const usualPorts = [
  8080, 8081, 8082, 8083, 8084, 8085, 8086, 8087, 8088, 8089, 0,
];

type Cleanups = (() => Promise<unknown>)[];

/** Runs the product until it is told to stop; returns the exit code. */
export async function run(
  options: Options,
  signal: AbortSignal,
): Promise<number> {
  const cleanups: Cleanups = [];
  try {
    const stack = await startEverything(options, signal, cleanups);
    const stopped = new Promise<true>((done) =>
      signal.addEventListener("abort", () => done(true)),
    );
    const isWanted =
      signal.aborted ||
      (await Promise.race([stopped, stack.failed.then(() => false)]));
    if (isWanted) return 0;
    const log = join(options.dataDirectory, "postgres.log");
    console.error(`Postgres has ended by itself. ${log} says why.`);
    return 1;
  } catch (error) {
    if (signal.aborted) return 0;
    console.error(await explain(error, options));
    return 1;
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
}

async function startEverything(
  options: Options,
  signal: AbortSignal,
  cleanups: Cleanups,
): Promise<Stack> {
  const { dataDirectory, demo, admin } = options;
  const stack = await startOnPort(options.port, {
    ...options,
    // The simulated servers are on this machine.
    functionsEnvironment: demo ? { PROXMOX_ALLOW_LOOPBACK: "true" } : {},
    signal,
  });
  cleanups.push(() => stack.stop());
  const login = demo
    ? await startDemo(stack, dataDirectory, cleanups)
    : undefined;
  if (login) stack.offerLogin(login);
  signal.throwIfAborted();

  const { url, publishableKey } = stack;
  const runFile = join(dataDirectory, "run.json");
  cleanups.push(() => rm(runFile, { force: true }));
  const facts = { url, publishableKey, pid: process.pid, demo: login };
  await writePrivate(runFile, `${JSON.stringify(facts, null, 2)}\n`);
  console.log(welcome(options, url, login));
  if (admin !== undefined) {
    const refusal = await bootstrapAdmin(stack.connectionString, admin);
    console.log(
      refusal === undefined
        ? `  ${admin} is an administrator now.`
        : `  No administrator made: ${refusal}.`,
    );
  }
  return stack;
}

async function startOnPort(
  port: number | undefined,
  options: StackOptions,
): Promise<Stack> {
  if (port !== undefined) return startStack({ ...options, port });
  for (const usual of usualPorts) {
    try {
      return await startStack({ ...options, port: usual });
    } catch (error) {
      if (!(error instanceof PortTakenError)) throw error;
    }
  }
  throw new Error("There is no free port");
}

async function startDemo(
  stack: Stack,
  dataDirectory: string,
  cleanups: Cleanups,
): Promise<Login | undefined> {
  // Whoever runs an installation of their own needs none of it.
  const { startSimulator } = await import("../simulator/simulator.ts");
  const stateDirectory = join(dataDirectory, "simulator");
  await privateDirectory(stateDirectory);
  const simulator = await startSimulator({ clusters: "demo", stateDirectory });
  cleanups.push(() => simulator.close());
  const { demoPassword: password } = await readKeys(dataDirectory);
  return prepareDemo(stack, simulator, { dataDirectory, password });
}

function welcome(
  { demo, host, dataDirectory }: Options,
  url: string,
  login: Login | undefined,
): string {
  const lines = [`ready ${url}`, ""];
  if (login)
    lines.push(
      `  Sign in as   ${login.email}`,
      `  Password     ${login.password}`,
      "",
    );
  else if (demo)
    lines.push(
      "  The demo user has a password of its own by now; its servers are as it left them.",
      "",
    );
  else
    lines.push(
      "  Sign up; then start once with `--admin YOUR-EMAIL` to be its administrator.",
      "",
    );
  if (demo)
    lines.push(
      "  The fleet is simulated. `npm start -- --no-demo --data DIR` is an installation of your own.",
    );
  if (demo && !isLoopback(host))
    lines.push(
      "  Other machines reach this demo, and whoever signs up reaches this machine's own services through it.",
    );
  lines.push(`  The data stays in ${dataDirectory}. Ctrl-C stops.`);
  return lines.join("\n");
}

async function explain(error: unknown, options: Options): Promise<string> {
  if (error instanceof LockedError) {
    const { dataDirectory } = options;
    const text = await readIfThere(join(dataDirectory, "run.json"));
    const where = text
      ? ` at ${(JSON.parse(text) as { url: string }).url}`
      : "";
    return `Muster is running already${where}, with the data in ${dataDirectory} (process ${String(error.pid)}). Stop it first, or choose another folder with --data.`;
  }
  const { message, stack } = error as Error;
  if (isErrno(error, "EACCES", "EPERM"))
    return `Muster could not start: ${message}. This belongs to somebody else; perhaps Muster was once started as root. Give it back with chown, or choose another folder with --data.`;
  return `Muster could not start. ${process.env["MUSTER_DEBUG"] ? String(stack) : message}`;
}
