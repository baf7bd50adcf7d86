import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Product {
  url: string;
  publishableKey: string;
  demo: { email: string; password: string };
  dataDirectory: string;
  /** What the product has printed so far: where the mails of Auth can be read. */
  output: () => string;
  stop: () => Promise<void>;
}

const readyWithinMs = 120_000;

/** Starts the product as `npm start` does, with a data directory and a free port of its own. */
export async function startProduct(...options: string[]): Promise<Product> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "muster-e2e-"));
  const child = spawn(
    process.execPath,
    [
      "--import",
      "tsx",
      "local/main.ts",
      "--port",
      "0",
      "--data",
      dataDirectory,
      ...options,
    ],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));

  const stop = async () => {
    await end(child);
    await rm(dataDirectory, { recursive: true, force: true });
  };

  const deadline = performance.now() + readyWithinMs;
  while (!/^ready http/m.test(output)) {
    if (child.exitCode !== null || performance.now() > deadline) {
      await stop();
      throw new Error(`The product did not become ready:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const run = JSON.parse(
    await readFile(join(dataDirectory, "run.json"), "utf8"),
  ) as Pick<Product, "url" | "publishableKey" | "demo">;
  return { ...run, dataDirectory, output: () => output, stop };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGINT");
  await exited;
}
