import { spawn, type ChildProcess } from "node:child_process";
import { open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { denoPath } from "./deno.ts";
import { readIfThere, writePrivate } from "./files.ts";
import { repository } from "./paths.ts";
import { endChild, endProcess, endWithUs, processIdentity } from "./process.ts";

const startDeadlineMs = 20_000;
/** How long a request waits for a process that is being restarted. */
const requestPatienceMs = 10_000;
const shortestPauseMs = 250;
const longestPauseMs = 10_000;
const largestLogBytes = 5_000_000;

const stopSteps = [
  { signal: "SIGTERM", waitMs: 2_000 },
  { signal: "SIGKILL", waitMs: 2_000 },
] as const;

/** What the operator sets for the functions, on Supabase by `supabase secrets set`, here in the environment of `npm start`. */
const passedThrough =
  /^(PROXMOX_[A-Z_]+|MUSTER_ALLOWED_ORIGINS|DENO_TLS_CA_STORE|DENO_CERT)$/;

export interface Functions {
  /** Where the functions listen on 127.0.0.1; waits while they are being restarted. */
  port(): Promise<number>;
  /** Loads the functions anew. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface FunctionsOptions {
  dataDirectory: string;
  directory: string;
  environment: Record<string, string>;
  signal?: AbortSignal | undefined;
}

/** The part of our own environment that the functions are to see; an empty variable counts as none. */
export function operatorEnvironment(
  environment: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] =>
        passedThrough.test(entry[0]) && Boolean(entry[1]),
    ),
  );
}

/** Runs the edge functions in the Deno that Supabase runs, and starts it again when it dies. */
export async function startFunctions(
  options: FunctionsOptions,
): Promise<Functions> {
  const supervisor = new Supervisor(options);
  await supervisor.start();
  return supervisor;
}

interface Running {
  child: ChildProcess;
  port: number;
}

class Supervisor implements Functions {
  readonly #options: FunctionsOptions;
  readonly #stopping = new AbortController();
  #current: Promise<Running>;

  constructor(options: FunctionsOptions) {
    this.#options = options;
    this.#current = Promise.reject(new Error("not started"));
    this.#current.catch(() => undefined);
  }

  async start(): Promise<void> {
    await endOrphan(this.#options.dataDirectory);
    this.#current = launch(this.#options);
    this.#watch(await this.#current);
  }

  async port(): Promise<number> {
    const tooLate = new AbortController();
    const patience = sleep(requestPatienceMs, undefined, {
      signal: tooLate.signal,
    }).then(() => {
      throw new Error("The functions are not running");
    });
    try {
      return (await Promise.race([this.#current, patience])).port;
    } finally {
      tooLate.abort();
      patience.catch(() => undefined);
    }
  }

  async restart(): Promise<void> {
    const running = await this.#current.catch(() => undefined);
    if (running) await endChild(running.child, stopSteps);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const running = await this.#current.catch(() => undefined);
    if (running) await endChild(running.child, stopSteps);
    await rm(pidFile(this.#options.dataDirectory), { force: true });
  }

  #watch({ child }: Running): void {
    const startedAt = Date.now();
    child.once("exit", () => {
      if (this.#stopping.signal.aborted) return;
      // One that ran for a while may come back at once; one that dies at once may not keep the machine busy.
      const livedLong = Date.now() - startedAt > longestPauseMs;
      this.#current = this.#launchUntilUp(livedLong ? 0 : shortestPauseMs);
      this.#current.then(
        (running) => this.#watch(running),
        () => undefined,
      );
    });
  }

  async #launchUntilUp(pauseMs: number): Promise<Running> {
    const { signal } = this.#stopping;
    for (
      let pause = pauseMs;
      ;
      pause = Math.min(pause * 2 + shortestPauseMs, longestPauseMs)
    ) {
      await sleep(pause, undefined, { signal });
      try {
        return await launch({ ...this.#options, signal });
      } catch (error) {
        signal.throwIfAborted();
        console.error((error as Error).message);
      }
    }
  }
}

async function launch(options: FunctionsOptions): Promise<Running> {
  const { dataDirectory, directory, environment, signal } = options;
  const logFile = join(dataDirectory, "functions.log");
  const size = (await stat(logFile).catch(() => undefined))?.size ?? 0;
  if (size > largestLogBytes) await rename(logFile, `${logFile}.old`);
  const log = await open(logFile, "a", 0o600);
  const logStart = (await log.stat()).size;
  const readable = [
    directory,
    join(repository, "node_modules"),
    join(repository, "local", "functions-host.ts"),
  ];
  const child = spawn(
    denoPath("edge"),
    [
      "run",
      "--quiet",
      "--no-prompt",
      "--no-lock",
      "--no-remote",
      "--node-modules-dir=manual",
      `--config=${join(directory, "deno.json")}`,
      "--allow-net",
      "--allow-env",
      `--allow-read=${[...new Set([...readable, ...(await Promise.all(readable.map((path) => realpath(path))))])].join(",")}`,
      join(repository, "local", "functions-host.ts"),
      directory,
    ],
    {
      cwd: directory,
      env: {
        DENO_DIR: join(dataDirectory, "deno"),
        DENO_NO_UPDATE_CHECK: "1",
        NO_COLOR: "1",
        ...environment,
      },
      stdio: ["pipe", "pipe", log.fd],
      // Ctrl-C reaches every process of the terminal's group; this one is to end when we tell it.
      detached: true,
    },
  );
  await log.close();
  endWithUs(child, "SIGKILL");
  try {
    const port = await listeningPort(child, signal);
    await writePrivate(
      pidFile(dataDirectory),
      JSON.stringify({
        pid: child.pid,
        identity: await processIdentity(child.pid ?? 0),
      }),
    );
    return { child, port };
  } catch (error) {
    await endChild(child, stopSteps);
    signal?.throwIfAborted();
    const said = (await readFile(logFile)).subarray(logStart).toString();
    throw new Error(
      `The edge functions did not start: ${(error as Error).message}. The end of ${logFile} says:\n${said.trim().slice(-2000)}`,
      { cause: error },
    );
  }
}

async function listeningPort(
  child: ChildProcess,
  signal: AbortSignal | undefined,
): Promise<number> {
  const deadline = AbortSignal.timeout(startDeadlineMs);
  const cancelled = signal ? AbortSignal.any([signal, deadline]) : deadline;
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(cancelled.reason as Error);
    cancelled.addEventListener("abort", giveUp, { once: true });
    child.once("error", reject);
    child.once("exit", (code) =>
      reject(new Error(`Deno ended with ${String(code)}`)),
    );
    if (!child.stdout) throw new Error("Deno has no output");
    createInterface(child.stdout).once("line", (line) => {
      cancelled.removeEventListener("abort", giveUp);
      resolve((JSON.parse(line) as { port: number }).port);
    });
  });
}

function pidFile(dataDirectory: string): string {
  return join(dataDirectory, "functions.pid");
}

/** Deno ends with us even after kill -9, unless it hangs. */
async function endOrphan(dataDirectory: string): Promise<void> {
  const text = await readIfThere(pidFile(dataDirectory));
  if (text === undefined) return;
  const { pid, identity } = JSON.parse(text) as {
    pid: number;
    identity: string;
  };
  if ((await processIdentity(pid)) === identity)
    await endProcess(pid, stopSteps);
}
