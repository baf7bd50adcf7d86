import {
  execFile,
  spawn,
  type ChildProcess,
  type SpawnOptions,
} from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { readFile, readlink } from "node:fs/promises";
import { platform } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { isErrno } from "./files.ts";

const execFileAsync = promisify(execFile);

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!isErrno(error, "EPERM")) return false;
  }
  // In a container without an init, the dead whose parent died too stay in the table.
  return platform() !== "linux" || !/^[ZX]/.test(statusFields(pid)[0] ?? "Z");
}

/** What distinguishes a process from a later one with the same pid; undefined when there is no such process. */
export async function processIdentity(
  pid: number,
): Promise<string | undefined> {
  if (!isAlive(pid)) return undefined;
  if (platform() === "linux") {
    const bootId = await readFile("/proc/sys/kernel/random/boot_id", "utf8");
    return `${bootId.trim()} ${String(statusFields(pid)[19])}`;
  }
  return describe(pid, "lstart");
}

/** The fields of /proc/PID/stat from the third, the state, on; the twenty-second, the start time, is number 19 here. */
function statusFields(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    // The second field is the command's name in brackets, and may hold blanks and brackets itself.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}

export async function parentOf(pid: number): Promise<number | undefined> {
  const parent =
    platform() === "linux" ? statusFields(pid)[1] : await describe(pid, "ppid");
  return Number(parent) || undefined;
}

/** Whether the process works in that folder: how we know a postmaster of ours from a stranger that got its pid. */
export async function worksIn(
  pid: number,
  directory: string,
): Promise<boolean> {
  if (platform() !== "linux")
    return (await commandLine(pid)).includes(directory);
  try {
    return (await readlink(`/proc/${String(pid)}/cwd`)) === directory;
  } catch {
    return false;
  }
}

export async function commandLine(pid: number): Promise<string> {
  if (platform() !== "linux") return (await describe(pid, "command")) ?? "";
  try {
    const path = `/proc/${String(pid)}/cmdline`;
    return (await readFile(path, "utf8")).replaceAll("\0", " ");
  } catch {
    return "";
  }
}

async function describe(
  pid: number,
  keyword: string,
): Promise<string | undefined> {
  try {
    const { stdout } = await execFileAsync("ps", [
      "-o",
      `${keyword}=`,
      "-p",
      String(pid),
    ]);
    return stdout.trim();
  } catch {
    return undefined;
  }
}

/** Sends one signal after the other until the process is gone, with some time after each. */
export async function endProcess(
  pid: number,
  steps: readonly { signal: NodeJS.Signals; waitMs: number }[],
): Promise<void> {
  for (const { signal, waitMs } of steps) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    const deadline = Date.now() + waitMs;
    while (Date.now() < deadline) {
      if (!isAlive(pid)) return;
      await sleep(10);
    }
  }
  if (isAlive(pid)) throw new Error(`Process ${String(pid)} does not end`);
}

/** The same for a child, which may have ended by itself. */
export async function endChild(
  child: ChildProcess,
  steps: Parameters<typeof endProcess>[1],
): Promise<void> {
  const hasEnded = child.exitCode !== null || child.signalCode !== null;
  if (child.pid !== undefined && !hasEnded) await endProcess(child.pid, steps);
}

/** A child must not outlive us, however we end; kill -9 alone is left to the next start. */
export function endWithUs(child: ChildProcess, signal: NodeJS.Signals): void {
  const end = () => child.kill(signal);
  process.once("exit", end);
  child.once("exit", () => process.off("exit", end));
}

/**
 * Runs a command to its end and returns what it printed. Called off, it is ended with all it has started, and has ended when this
 * rejects.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: Pick<SpawnOptions, "cwd" | "env" | "uid" | "gid"> & {
    signal?: AbortSignal | undefined;
  },
): Promise<string> {
  const { signal, ...spawnOptions } = options;
  signal?.throwIfAborted();
  const child = spawn(command, args, {
    ...spawnOptions,
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that it can be ended whole, and Ctrl-C in the terminal leaves that to us.
    detached: true,
  });
  endWithUs(child, "SIGKILL");
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const end = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
    } catch {
      // It has ended meanwhile.
    }
  };
  signal?.addEventListener("abort", end, { once: true });
  try {
    const [code] = (await once(child, "close")) as [number | null];
    signal?.throwIfAborted();
    if (code !== 0) throw new Error(output.trim());
    return output;
  } finally {
    signal?.removeEventListener("abort", end);
  }
}
