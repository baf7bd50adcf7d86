import { execFile, type ChildProcess } from "node:child_process";
import { readFile, readlink } from "node:fs/promises";
import { platform } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const execFileAsync = promisify(execFile);

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** What distinguishes a process from a later one with the same pid; undefined when there is no such process. */
export async function processIdentity(
  pid: number,
): Promise<string | undefined> {
  try {
    if (platform() !== "linux") {
      const { stdout } = await execFileAsync("ps", [
        "-o",
        "lstart=",
        "-p",
        String(pid),
      ]);
      return stdout.trim();
    }
    const stat = await readFile(`/proc/${String(pid)}/stat`, "utf8");
    // The command's name may hold blanks and brackets; start time is the 20th field after it.
    const startTime = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    const bootId = await readFile("/proc/sys/kernel/random/boot_id", "utf8");
    return `${bootId.trim()} ${String(startTime)}`;
  } catch {
    return undefined;
  }
}

/** Whether the process works in that folder: how we know a postmaster of ours from a stranger that got its pid. */
export async function worksIn(
  pid: number,
  directory: string,
): Promise<boolean> {
  try {
    if (platform() === "linux")
      return (await readlink(`/proc/${String(pid)}/cwd`)) === directory;
    return (await commandLine(pid)).includes(directory);
  } catch {
    return false;
  }
}

export async function commandLine(pid: number): Promise<string> {
  try {
    if (platform() === "linux")
      return (
        await readFile(`/proc/${String(pid)}/cmdline`, "utf8")
      ).replaceAll("\0", " ");
    const { stdout } = await execFileAsync("ps", [
      "-o",
      "command=",
      "-p",
      String(pid),
    ]);
    return stdout;
  } catch {
    return "";
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

/** A child must not outlive us, however we end; kill -9 alone is left to the next start. */
export function endWithUs(child: ChildProcess, signal: NodeJS.Signals): void {
  const end = () => child.kill(signal);
  process.once("exit", end);
  child.once("exit", () => process.off("exit", end));
}
