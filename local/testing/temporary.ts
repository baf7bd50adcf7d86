import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder of its own for a test, gone with it. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "muster-test-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A folder inside one that nobody else may enter, as root's home is. */
export async function closedDirectory(): Promise<string> {
  const closed = join(await temporaryDirectory(), "closed");
  const directory = join(closed, randomBytes(3).toString("hex"));
  await mkdir(closed, { mode: 0o700 });
  await mkdir(directory, { mode: 0o700 });
  return directory;
}
