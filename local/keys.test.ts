import { stat, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { keysFile, readKeys, type Keys } from "./keys.ts";
import { temporaryDirectory } from "./testing/temporary.ts";

test("keys are made once, and for us alone", async () => {
  const directory = await temporaryDirectory();
  // Postgres and the stack ask side by side.
  const [first, second] = await Promise.all([
    readKeys(directory),
    readKeys(directory),
  ]);
  expect(second).toEqual(first);
  expect(await readKeys(directory)).toEqual(first);
  expect((await stat(keysFile(directory))).mode & 0o777).toBe(0o600);
});

test("the encryption key is 32 bytes under an id, the API keys are in Supabase's form", async () => {
  const keys = await readKeys(await temporaryDirectory());
  const [id, key = ""] = keys.encryptionKey.split(":");
  expect(id).toBe("1");
  expect(Buffer.from(key, "base64")).toHaveLength(32);
  expect(keys.publishableKey).toMatch(/^sb_publishable_/);
  expect(keys.secretKey).toMatch(/^sb_secret_/);
});

test("two installations share no key", async () => {
  const one = await readKeys(await temporaryDirectory());
  const other = await readKeys(await temporaryDirectory());
  for (const name of Object.keys(one) as (keyof Keys)[])
    expect(other[name], name).not.toBe(one[name]);
});

test.each(["", "{", "{}", '{"jwtSecret":""}', "null"])(
  "a damaged file is refused and kept: %j",
  async (text) => {
    const directory = await temporaryDirectory();
    await writeFile(keysFile(directory), text);
    await expect(readKeys(directory)).rejects.toThrow(/damaged.*backup/);
  },
);
