import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

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
  return startIn(await newDirectory(), options);
}

/** The same as a later start of what has been installed once: the copy is on its own from then on, and up in half the time. */
export async function startCopy(installation: string): Promise<Product> {
  const dataDirectory = await newDirectory();
  // Postgres wants its files to stay whose they are.
  await promisify(execFile)("cp", ["-a", `${installation}/.`, dataDirectory]);
  return startIn(dataDirectory, []);
}

/** A data directory as the first start of the product leaves it. */
export async function installProduct(): Promise<string> {
  const dataDirectory = await newDirectory();
  const { child } = await launch(dataDirectory, []);
  await end(child);
  return dataDirectory;
}

function newDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), "muster-e2e-"));
}

async function startIn(
  dataDirectory: string,
  options: readonly string[],
): Promise<Product> {
  const { child, output } = await launch(dataDirectory, options);
  const run = JSON.parse(
    await readFile(join(dataDirectory, "run.json"), "utf8"),
  ) as Pick<Product, "url" | "publishableKey" | "demo">;
  const stop = async () => {
    await end(child);
    await rm(dataDirectory, { recursive: true, force: true });
  };
  return { ...run, dataDirectory, output, stop };
}

async function launch(
  dataDirectory: string,
  options: readonly string[],
): Promise<{ child: ChildProcess; output: () => string }> {
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

  const deadline = performance.now() + readyWithinMs;
  while (!/^ready http/m.test(output)) {
    if (child.exitCode !== null || performance.now() > deadline) {
      await end(child);
      await rm(dataDirectory, { recursive: true, force: true });
      throw new Error(`The product did not become ready:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { child, output: () => output };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGINT");
  await exited;
}
