import { spawn } from "node:child_process";
import { once } from "node:events";

/** Runs a program with our terminal as its own; resolves with its exit code (128 and more: ended by a signal). */
export function run(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...environment },
    });
    child.once("error", reject);
    child.once("exit", (code) => {
      resolve(code ?? 128);
    });
  });
}

/** The same, but what it prints is shown only when it fails: for runners that have no short way to say that all is well. */
export async function runQuietly(
  program: string,
  args: readonly string[],
): Promise<number> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) process.stdout.write(Buffer.concat(output));
  return code ?? 128;
}
