import assert from "node:assert/strict";
import { AppError } from "../contract/errors.ts";
import {
  hkdfSha256,
  parseKeyring,
  vaultMisconfigured,
  type RowIdentity,
} from "./keys.ts";

const range = (from: number, to: number) =>
  Uint8Array.from({ length: to - from + 1 }, (_, index) => from + index);
const hex = (value: Uint8Array) =>
  Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("");

const vectors = [
  {
    name: "A.1, basic",
    key: new Uint8Array(22).fill(0x0b),
    salt: range(0x00, 0x0c),
    info: range(0xf0, 0xf9),
    length: 42,
    output:
      "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
  },
  {
    name: "A.2, longer inputs and outputs",
    key: range(0x00, 0x4f),
    salt: range(0x60, 0xaf),
    info: range(0xb0, 0xff),
    length: 82,
    output:
      "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
  },
  {
    name: "A.3, no salt and no info",
    key: new Uint8Array(22).fill(0x0b),
    salt: new Uint8Array(),
    info: new Uint8Array(),
    length: 42,
    output:
      "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
  },
];

for (const { name, key, salt, info, length, output } of vectors)
  Deno.test(`HKDF gives what RFC 5869 says: ${name}`, async () => {
    assert.equal(hex(await hkdfSha256(key, salt, info, length)), output);
  });

const base64Of = (fill: number) =>
  btoa(String.fromCharCode(...new Uint8Array(32).fill(fill)));
const keyOne = `1:${base64Of(1)}`;
const row: RowIdentity = {
  userId: "00000000-0000-4000-8000-000000000001",
  serverId: "00000000-0000-4000-8000-000000000002",
  host: "pve1.example.org",
  port: 8006,
};

Deno.test(
  "a row key is HKDF of the master key and of everything the row is bound to",
  async () => {
    const { newest } = await parseKeyring(keyOne);
    const info = new TextEncoder().encode(
      "muster server token v1\n1\n00000000-0000-4000-8000-000000000001\n00000000-0000-4000-8000-000000000002\npve1.example.org\n8006",
    );
    const expected = await hkdfSha256(
      new Uint8Array(32).fill(1),
      new Uint8Array(),
      info,
      32,
    );
    assert.equal(await newest.rowKey(row), hex(expected));
  },
);

Deno.test(
  "what was sealed with today's code opens with tomorrow's: the derivations are fixed",
  async () => {
    const { newest } = await parseKeyring(keyOne);
    assert.deepEqual(
      [newest.check, await newest.rowKey(row)],
      [
        "0d525b9143b7bf3ecfdda46e18ffe278",
        "21220a86ff645b62b7950d6d8ec7359e066d7c7304e99f91ac1dd29edd4ac842",
      ],
    );
  },
);

Deno.test(
  "another key id, master key, owner, server, host or port gives another row key",
  async () => {
    const of = async (keyring: string, changes: Partial<RowIdentity> = {}) =>
      await (await parseKeyring(keyring)).newest.rowKey({ ...row, ...changes });
    const keys = await Promise.all([
      of(keyOne),
      of(`2:${base64Of(1)}`),
      of(`1:${base64Of(2)}`),
      of(keyOne, { userId: row.serverId }),
      of(keyOne, { serverId: row.userId }),
      of(keyOne, { host: "pve2.example.org" }),
      of(keyOne, { port: 8007 }),
    ]);
    assert.equal(new Set(keys).size, keys.length);
    for (const key of keys) assert.match(key, /^[0-9a-f]{64}$/);
  },
);

Deno.test("the first key of several is the newest", async () => {
  const { newest, all } = await parseKeyring(
    ` 7:${base64Of(7)} , 3:${base64Of(3)}`,
  );
  assert.equal(newest.id, 7);
  assert.deepEqual(
    all.map(({ id }) => id),
    [7, 3],
  );
});

Deno.test("the check value tells keys apart, and is no row key", async () => {
  const [one, other] = await Promise.all([
    parseKeyring(keyOne),
    parseKeyring(`1:${base64Of(2)}`),
  ]);
  assert.match(one.newest.check, /^[0-9a-f]{32}$/);
  assert.notEqual(one.newest.check, other.newest.check);
  assert.ok(!(await one.newest.rowKey(row)).includes(one.newest.check));
});

const mistakes: Record<string, string | undefined> = {
  "is missing": undefined,
  "is empty": "",
  "has an empty entry": `${keyOne},`,
  "has no id": base64Of(1),
  "has an id of 0": `0:${base64Of(1)}`,
  "has an id above 32767": `32768:${base64Of(1)}`,
  "has an id with a leading zero": `01:${base64Of(1)}`,
  "has 31 bytes": `1:${btoa("x".repeat(31))}`,
  "has 33 bytes": `1:${btoa("x".repeat(33))}`,
  "is hexadecimal": `1:${"ab".repeat(32)}`,
  "is URL-safe base64": `1:${"_".repeat(43)}=`,
  "has the same id twice": `${keyOne},1:${base64Of(2)}`,
};

for (const [mistake, text] of Object.entries(mistakes))
  Deno.test(
    `F29: a keyring that ${mistake} is a config_error whose words hold nothing of it`,
    async () => {
      await assert.rejects(parseKeyring(text), (error) => {
        assert.ok(error instanceof AppError);
        assert.equal(error.code, "config_error");
        const said = `${error.message} ${String(error.cause)}`;
        assert.match(said, /PROXMOX_ENCRYPTION_KEY/);
        for (const secret of (text ?? "").split(/[:,]/))
          if (secret.length > 5) assert.ok(!said.includes(secret));
        return true;
      });
    },
  );

Deno.test(
  "people learn whose matter a wrong key is; the log, which key",
  () => {
    const error = vaultMisconfigured("key 3 is missing");
    assert.match(error.message, /^Server configuration problem/);
    assert.doesNotMatch(error.message, /key 3/);
    assert.match(String(error.cause), /key 3 is missing/);
  },
);
