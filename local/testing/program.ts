import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import { repository } from "../paths.ts";

export interface Program {
  child: ChildProcess;
  pid: number;
  output(): string;
  /** Waits until it has printed something that matches. */
  prints(pattern: RegExp): Promise<RegExpExecArray>;
  ends(): Promise<number | NodeJS.Signals | null>;
}

/** Runs a TypeScript program of ours, or a few lines of one. */
export function runProgram(
  args: string[],
  options: { env?: Record<string, string>; uid?: number; gid?: number } = {},
): Program {
  const { env = {}, ...account } = options;
  const child = spawn(process.execPath, ["--import", "tsx", ...args], {
    cwd: repository,
    env: { PATH: process.env["PATH"], TMPDIR: process.env["TMPDIR"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
    ...account,
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  let hasEnded = () => false;
  const ended = once(child, "close") as Promise<
    [number | null, NodeJS.Signals | null]
  >;
  void ended.then(() => (hasEnded = () => true));
  return {
    child,
    pid: child.pid ?? 0,
    output: () => output,
    async prints(pattern) {
      for (;;) {
        const found = pattern.exec(output);
        if (found) return found;
        if (hasEnded())
          throw new Error(`It ended and printed only:\n${output}`);
        await new Promise((done) => setTimeout(done, 20));
      }
    },
    async ends() {
      const [code, signal] = await ended;
      return code ?? signal;
    },
  };
}
