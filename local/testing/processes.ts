import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";

/** The command lines of everything that runs for a data directory. */
export function processesOf(dataDirectory: string): string[] {
  return pidsOf(dataDirectory).map(({ command }) => command);
}

/** Everything that runs for a data directory: its Postgres works there, its Deno and its Node name it. */
export function pidsOf(
  dataDirectory: string,
): { pid: number; command: string }[] {
  const pids = execFileSync("ps", ["-e", "-o", "pid=,stat="], {
    encoding: "utf8",
  })
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, state]) => state !== undefined && !/^[ZX]/.test(state))
    .map(([pid]) => String(pid));
  return pids.flatMap((pid) => {
    const [directory, command, environment] = ["cwd", "cmdline", "environ"].map(
      (name) => read(pid, name),
    );
    const isOfIt = [directory, command, environment].some((text) =>
      text?.includes(dataDirectory),
    );
    return isOfIt ? [{ pid: Number(pid), command: command ?? pid }] : [];
  });
}

function read(pid: string, name: string): string {
  try {
    const path = `/proc/${pid}/${name}`;
    return name === "cwd"
      ? readlinkSync(path)
      : readFileSync(path, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}
