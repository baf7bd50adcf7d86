import { spawn, type ChildProcess } from "node:child_process";
import { readdir, readFile, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { denoPath } from "./deno.ts";
import {
  openLog,
  privateDirectory,
  readIfThere,
  readLog,
  writePrivate,
} from "./files.ts";
import { repository } from "./paths.ts";
import { endChild, endProcess, endWithUs, processIdentity } from "./process.ts";

const hostProgram = join(repository, "local", "functions-host.ts");

const startDeadlineMs = 20_000;
const usualOpenFiles = { atMost: 8_000, lookEveryMs: 15_000 };
/** How long a request waits for a process that is being restarted. */
const requestPatienceMs = 10_000;
/** No request but a console takes longer. */
const longestRequestMs = 10_000;
const shortestPauseMs = 250;
const longestPauseMs = 10_000;

const stopSteps = [
  { signal: "SIGTERM", waitMs: 2_000 },
  { signal: "SIGKILL", waitMs: 2_000 },
] as const;

/** The host of the functions ends what it has begun when it gets the first. */
const leaveSteps = [
  { signal: "SIGUSR2", waitMs: longestRequestMs },
  ...stopSteps,
] as const;

/** What the operator sets for the functions, on Supabase by `supabase secrets set`, here in the environment of `npm start`. */
const passedThrough =
  /^(PROXMOX_[A-Z_]+|MUSTER_ALLOWED_ORIGINS|MUSTER_LIMIT_[A-Z_]+|DENO_TLS_CA_STORE|DENO_CERT)$/;

export interface Functions {
  /** Where the functions listen on 127.0.0.1; waits while they are being restarted. */
  port(): Promise<number>;
  /** Loads the functions anew. */
  restart(): Promise<void>;
  /** Goes on in another environment: a new process takes over, and the old one ends what it has begun. */
  replace(environment: Record<string, string>): Promise<void>;
  stop(): Promise<void>;
}

export interface FunctionsOptions {
  dataDirectory: string;
  directory: string;
  environment: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** How many files and connections a process may hold before another takes its place, and how often that is looked at. */
  openFiles?: { atMost: number; lookEveryMs: number };
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
  #options: FunctionsOptions;
  readonly #stopping = new AbortController();
  #current: Promise<Running>;
  /** The process that new requests go to, and those that have been replaced. */
  #serving: ChildProcess | undefined;
  readonly #leaving = new Set<ChildProcess>();

  constructor(options: FunctionsOptions) {
    this.#options = options;
    this.#current = Promise.reject(new Error("not started"));
    this.#current.catch(() => undefined);
  }

  async start(): Promise<void> {
    await endOrphan(this.#options.dataDirectory);
    this.#current = launch(this.#options);
    this.#watch(await this.#current);
    void this.#replaceWhenFull();
  }

  /**
   * Deno holds a connection whose TLS handshake never ends until the other side closes it, whatever we close (2.1.4 and 2.9.6). Servers
   * that take a connection and stay silent would use up all there are; Supabase ends an isolate after minutes anyway.
   */
  async #replaceWhenFull(): Promise<void> {
    const { atMost, lookEveryMs } = this.#options.openFiles ?? usualOpenFiles;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await sleep(lookEveryMs, undefined, { signal, ref: false }).catch(
        () => undefined,
      );
      const pid = this.#serving?.pid;
      if (pid === undefined) continue;
      const { open, allowed } = await openFilesOf(pid);
      if (open <= Math.min(atMost, allowed / 2)) continue;
      await this.replace(this.#options.environment).catch(
        (error: unknown) =>
          signal.aborted || console.error((error as Error).message),
      );
    }
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

  async replace(environment: Record<string, string>): Promise<void> {
    this.#options = { ...this.#options, environment };
    const { signal } = this.#stopping;
    const { child: old } = await this.#current;
    const next = await launch({ ...this.#options, signal });
    this.#current = Promise.resolve(next);
    this.#watch(next);
    this.#leaving.add(old);
    // Who has been told the old one's port is on the way to it.
    await sleep(250, undefined, { signal }).catch(() => undefined);
    await endChild(old, leaveSteps);
    this.#leaving.delete(old);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const running = await this.#current.catch(() => undefined);
    const children = [...this.#leaving, ...(running ? [running.child] : [])];
    await Promise.all(children.map((child) => endChild(child, stopSteps)));
    await rm(pidFile(this.#options.dataDirectory), { force: true });
  }

  #watch({ child }: Running): void {
    const startedAt = Date.now();
    this.#serving = child;
    child.once("exit", () => {
      if (this.#stopping.signal.aborted || child !== this.#serving) return;
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
  const denoDirectory = join(dataDirectory, "deno");
  await privateDirectory(denoDirectory);
  const logFile = join(dataDirectory, "functions.log");
  const { log, start } = await openLog(logFile);
  const child = spawn(denoPath("edge"), await denoArguments(directory), {
    cwd: directory,
    env: {
      DENO_DIR: denoDirectory,
      DENO_NO_UPDATE_CHECK: "1",
      NO_COLOR: "1",
      ...environment,
    },
    stdio: ["pipe", "pipe", log.fd],
    // Ctrl-C reaches every process of the terminal's group; this one is to end when we tell it.
    detached: true,
  });
  await log.close();
  endWithUs(child, "SIGKILL");
  try {
    const port = await listeningPort(child, signal);
    await writePidFile(dataDirectory, child.pid ?? 0);
    return { child, port };
  } catch (error) {
    await endChild(child, stopSteps);
    signal?.throwIfAborted();
    throw new Error(
      `The edge functions did not start: ${(error as Error).message}. ${logFile} says:\n${await readLog(logFile, start)}`,
      { cause: error },
    );
  }
}

/** Network and the environment it is given, its own files and the packages to read; nothing to write, nothing to run. */
async function denoArguments(directory: string): Promise<string[]> {
  const readable = [directory, join(repository, "node_modules"), hostProgram];
  const realPaths = await Promise.all(readable.map((path) => realpath(path)));
  // A comma inside a path is written twice.
  const paths = [...new Set([...readable, ...realPaths])].map((path) =>
    path.replaceAll(",", ",,"),
  );
  return [
    "run",
    "--quiet",
    "--no-prompt",
    "--no-lock",
    "--no-remote",
    "--node-modules-dir=manual",
    `--config=${join(directory, "deno.json")}`,
    "--allow-net",
    "--allow-env",
    `--allow-read=${paths.join(",")}`,
    hostProgram,
    pathToFileURL(`${directory}/`).href,
  ];
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

/** Linux tells; elsewhere none are seen. */
async function openFilesOf(
  pid: number,
): Promise<{ open: number; allowed: number }> {
  const files = await readdir(`/proc/${String(pid)}/fd`).catch(() => []);
  const limits = await readFile(`/proc/${String(pid)}/limits`, "utf8").catch(
    () => "",
  );
  const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return { open: files.length, allowed: Number(soft ?? Infinity) };
}

function pidFile(dataDirectory: string): string {
  return join(dataDirectory, "functions.pid");
}

async function writePidFile(dataDirectory: string, pid: number): Promise<void> {
  const identity = await processIdentity(pid);
  await writePrivate(pidFile(dataDirectory), JSON.stringify({ pid, identity }));
}

/** Deno ends with us even after kill -9, unless it hangs. */
async function endOrphan(dataDirectory: string): Promise<void> {
  const text = await readIfThere(pidFile(dataDirectory));
  if (text === undefined) return;
  const orphan = JSON.parse(text) as { pid: number; identity?: string };
  const identity = await processIdentity(orphan.pid);
  if (identity !== undefined && identity === orphan.identity)
    await endProcess(orphan.pid, stopSteps);
}
