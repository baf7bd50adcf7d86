import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { acquireLock, LockedError } from "./lock.ts";
import { temporaryDirectory } from "./testing/temporary.ts";

test("a lock that is held is refused, and free again once released", async () => {
  const path = join(await temporaryDirectory(), "lock");
  const lock = await acquireLock(path);
  const refusal: unknown = await acquireLock(path).catch(
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(LockedError);
  expect((refusal as LockedError).pid).toBe(process.pid);
  await lock.release();
  await (await acquireLock(path)).release();
  expect(await readdir(join(path, ".."))).toEqual([]);
});

test.each([
  [
    "of a process that is gone",
    JSON.stringify({ pid: 2 ** 22 - 1, identity: "x" }),
  ],
  [
    "of a former process whose pid another one has",
    JSON.stringify({ pid: process.pid, identity: "earlier" }),
  ],
  ["that was cut short", '{"pid":'],
])("a lock %s counts as free", async (_what, text) => {
  const path = join(await temporaryDirectory(), "lock");
  await writeFile(path, text);
  await (await acquireLock(path)).release();
});

test("of many that find a dead owner's lock, one gets it", async () => {
  const path = join(await temporaryDirectory(), "lock");
  await writeFile(path, "{}");
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, () => acquireLock(path)),
  );
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(
    1,
  );
});
