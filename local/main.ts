import { rm } from "node:fs/promises";
import { join } from "node:path";
import { bootstrapAdmin } from "./admin.ts";
import { prepareDemo, type Login } from "./demo.ts";
import { readIfThere, writePrivate } from "./files.ts";
import { readKeys } from "./keys.ts";
import { LockedError } from "./lock.ts";
import {
  help,
  parseEnvironment,
  parseOptions,
  UsageError,
  type Options,
} from "./options.ts";
import { isLoopback, PortTakenError } from "./server.ts";
import { startStack, type Stack, type StackOptions } from "./stack.ts";

const usualPorts = [
  8080, 8081, 8082, 8083, 8084, 8085, 8086, 8087, 8088, 8089, 0,
];
/** Ctrl-C may arrive twice, from the terminal and by way of npm; pressed again later, it means "now". */
const insistAfterMs = 1_000;

const stopping = new AbortController();
let askedAt: number | undefined;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, requestStop);
// tsx holds a channel to us for as long as it lives.
process.on("disconnect", requestStop);

process.exitCode = await main();
// Whatever a library left open must not keep a stopped program alive.
process.exit();

function requestStop(): void {
  if (askedAt !== undefined && Date.now() - askedAt > insistAfterMs)
    process.exit(1);
  askedAt ??= Date.now();
  stopping.abort();
}

async function main(): Promise<number> {
  let options: Options | undefined;
  try {
    options = parseOptions(process.argv.slice(2));
    if (options.help) {
      console.log(help);
      return 0;
    }
    return await run(options);
  } catch (error) {
    if (stopping.signal.aborted) return 0;
    console.error(await explain(error, options));
    return error instanceof UsageError ? 2 : 1;
  }
}

async function run(options: Options): Promise<number> {
  const { dataDirectory, demo, host } = options;
  const runFile = join(dataDirectory, "run.json");
  const cleanups: (() => Promise<unknown>)[] = [];
  try {
    console.log("Starting Muster …");
    const stack = await startOnPort(options, {
      dataDirectory,
      host,
      dev: options.dev,
      ...parseEnvironment(process.env),
      // The simulated servers are on this machine.
      functionsEnvironment: demo ? { PROXMOX_ALLOW_LOOPBACK: "true" } : {},
      signal: stopping.signal,
    });
    cleanups.push(() => stack.stop());
    const login = demo ? await startDemo(options, stack, cleanups) : undefined;
    if (login) stack.offerLogin(login);
    stopping.signal.throwIfAborted();

    const { url, publishableKey } = stack;
    cleanups.push(() => rm(runFile, { force: true }));
    await writePrivate(
      runFile,
      JSON.stringify(
        { url, publishableKey, pid: process.pid, demo: login },
        null,
        2,
      ),
    );
    console.log(welcome(options, url, login));
    if (options.admin) console.log(await makeAdmin(stack, options.admin));

    const isWanted = await Promise.race([
      new Promise<true>((done) =>
        stopping.signal.addEventListener("abort", () => done(true)),
      ),
      stack.failed.then(() => false),
    ]);
    if (!isWanted)
      console.error(
        `Postgres has ended by itself. ${join(dataDirectory, "postgres.log")} says why.`,
      );
    return isWanted ? 0 : 1;
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
}

async function startOnPort(
  options: Options,
  stackOptions: StackOptions,
): Promise<Stack> {
  if (options.port !== undefined)
    return startStack({ ...stackOptions, port: options.port });
  for (const port of usualPorts) {
    try {
      return await startStack({ ...stackOptions, port });
    } catch (error) {
      if (!(error instanceof PortTakenError)) throw error;
    }
  }
  throw new Error("There is no free port");
}

async function startDemo(
  { dataDirectory }: Options,
  stack: Stack,
  cleanups: (() => Promise<unknown>)[],
): Promise<Login | undefined> {
  const { startSimulator } = await import("../simulator/simulator.ts");
  const simulator = await startSimulator({
    clusters: "demo",
    stateDirectory: join(dataDirectory, "simulator"),
  });
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
      "  Sign up, then start once with `--admin YOUR-EMAIL` to administrate.",
      "",
    );
  if (demo)
    lines.push(
      "  The fleet is simulated. `npm start -- --no-demo --data DIR` is an installation of your own.",
    );
  if (demo && !isLoopback(host))
    lines.push(
      "  Other machines can reach this, and the demo lets everybody sign up: not for a network you do not trust.",
    );
  lines.push(`  The data stays in ${dataDirectory}. Ctrl-C stops.`);
  return lines.join("\n");
}

async function makeAdmin(stack: Stack, email: string): Promise<string> {
  const refusal = await bootstrapAdmin(stack.connectionString, email);
  return refusal
    ? `No administrator made: ${refusal}.`
    : `${email} is an administrator now.`;
}

async function explain(
  error: unknown,
  options: Options | undefined,
): Promise<string> {
  if (error instanceof UsageError) return `${error.message}\n\n${help}`;
  if (error instanceof LockedError && options) {
    const run = await readIfThere(join(options.dataDirectory, "run.json"));
    const where =
      run === undefined
        ? ""
        : ` at ${(JSON.parse(run) as { url: string }).url}`;
    return `Muster is running already${where}, with the data in ${options.dataDirectory} (process ${String(error.pid)}). Stop it first, or choose another folder with --data.`;
  }
  const { message, stack } = error as Error;
  return `Muster could not start. ${process.env["MUSTER_DEBUG"] ? String(stack) : message}`;
}
