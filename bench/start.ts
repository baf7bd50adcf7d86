/** `npx tsx bench/start.ts`: how long `npm start` takes until it is ready, the first time after the install and from then on. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { report } from "./report.ts";

const directory = await mkdtemp(join(tmpdir(), "muster-start-"));
try {
  // The pages are built anew, as after an install.
  await rm("dist", { recursive: true, force: true });
  const firstSeconds = await start();
  const nextSeconds = await start();
  await report(
    "start",
    [
      { what: "npm start, the first time, s", value: firstSeconds, budget: 15 },
      { what: "npm start, from then on, s", value: nextSeconds, budget: 5 },
    ],
    { firstSeconds, nextSeconds },
  );
} finally {
  await rm(directory, { recursive: true, force: true });
}

async function start(): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(
    "npm",
    ["start", "--silent", "--", "--port", "0", "--data", directory],
    { stdio: ["ignore", "pipe", "inherit"], detached: true },
  );
  const exited = once(child, "exit");
  let output = "";
  for await (const chunk of child.stdout) {
    output += String(chunk);
    if (/^ready http/m.test(output)) break;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  if (!/^ready http/m.test(output))
    throw new Error(`It did not become ready:\n${output}`);
  // npm's whole group: a signal to npm alone may leave the program behind.
  process.kill(-(child.pid ?? 0), "SIGINT");
  await exited;
  return seconds;
}
