import { spawn } from "node:child_process";

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
