import { randomBytes } from "node:crypto";
import { rename, rm } from "node:fs/promises";
import { createPrivate, isErrno, readIfThere } from "./files.ts";
import { processIdentity } from "./process.ts";

export interface Lock {
  release(): Promise<void>;
}

/** The lock is held by a process that lives. */
export class LockedError extends Error {
  readonly pid: number;

  constructor(path: string, pid: number) {
    super(`${path} is held by process ${String(pid)}`);
    this.pid = pid;
  }
}

interface Owner {
  pid: number;
  identity: string | undefined;
}

/** One process at a time. A lock whose owner died, by kill -9 or power, counts as free. */
export async function acquireLock(path: string): Promise<Lock> {
  const owner: Owner = {
    pid: process.pid,
    identity: await processIdentity(process.pid),
  };
  const text = JSON.stringify(owner);
  for (;;) {
    if (await createPrivate(path, text))
      return { release: () => releaseLock(path, text) };
    const found = await readIfThere(path);
    if (found === undefined) continue;
    const other = parseOwner(found);
    if (other && (await isHeld(other))) throw new LockedError(path, other.pid);
    await discard(path, found);
  }
}

async function isHeld(owner: Owner): Promise<boolean> {
  const identity = await processIdentity(owner.pid);
  return identity !== undefined && identity === owner.identity;
}

/** Takes a dead owner's file away; if another start was quicker and its own file came along, puts that back. */
async function discard(path: string, stale: string): Promise<void> {
  const aside = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (isErrno(error, "ENOENT")) return;
    throw error;
  }
  const taken = await readIfThere(aside);
  if (taken !== undefined && taken !== stale) await createPrivate(path, taken);
  await rm(aside, { force: true });
}

async function releaseLock(path: string, text: string): Promise<void> {
  if ((await readIfThere(path)) === text) await rm(path, { force: true });
}

function parseOwner(text: string): Owner | undefined {
  try {
    return JSON.parse(text) as Owner;
  } catch {
    return undefined;
  }
}
