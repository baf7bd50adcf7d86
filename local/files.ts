import { randomBytes } from "node:crypto";
import {
  link,
  mkdir,
  open,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
  type FileHandle,
} from "node:fs/promises";
import { dirname } from "node:path";

export function isErrno(error: unknown, ...codes: string[]): boolean {
  return codes.includes(String((error as NodeJS.ErrnoException).code));
}

/** The file's text, or undefined when there is no such file. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** A folder for us alone. */
export async function privateDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
}

/** Writes a file for us alone, whole or not at all. */
export async function writePrivate(path: string, text: string): Promise<void> {
  await withTemporary(path, text, (temporary) => rename(temporary, path));
}

/** As writePrivate, but leaves a file that is already there: false when it was. */
export async function createPrivate(
  path: string,
  text: string,
): Promise<boolean> {
  try {
    await withTemporary(path, text, (temporary) => link(temporary, path));
    return true;
  } catch (error) {
    if (isErrno(error, "EEXIST")) return false;
    throw error;
  }
}

async function withTemporary(
  path: string,
  text: string,
  place: (temporary: string) => Promise<void>,
): Promise<void> {
  await privateDirectory(dirname(path));
  const temporary = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    await writeFile(temporary, text, { mode: 0o600, flag: "wx" });
    await place(temporary);
  } finally {
    await rm(temporary, { force: true });
  }
}

const largestLogBytes = 5_000_000;

/** Opens a log to go on with, and says where it goes on; a long one is put aside first. */
export async function openLog(
  path: string,
): Promise<{ log: FileHandle; start: number }> {
  const size = (await stat(path).catch(() => undefined))?.size ?? 0;
  if (size > largestLogBytes) await rename(path, `${path}.old`);
  const log = await open(path, "a", 0o600);
  return { log, start: (await log.stat()).size };
}

/** What a program has said since the log was opened: the end of it. */
export async function readLog(path: string, start: number): Promise<string> {
  const text = (await readFile(path)).subarray(start).toString();
  return text.trim().slice(-2000);
}
