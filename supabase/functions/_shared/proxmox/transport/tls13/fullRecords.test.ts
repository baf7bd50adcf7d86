import assert from "node:assert/strict";
import { createCipheriv, randomBytes } from "node:crypto";
import { type Bytes } from "./bytes.ts";
import { FullRecords } from "./fullRecords.ts";
import { cipherSuites } from "./protocol.ts";

const random = (length: number) => new Uint8Array(randomBytes(length));

function sealed(length: number, suite: Suite, key: Bytes) {
  const [nonce, header, text] = [random(12), random(5), random(length)];
  const cipher = createCipheriv(suite.cipher, key, nonce);
  cipher.setAAD(header);
  const ciphertext = new Uint8Array(cipher.update(text));
  cipher.final();
  const tag = new Uint8Array(cipher.getAuthTag());
  return { nonce, header, text, ciphertext, tag };
}

type Suite =
  typeof cipherSuites extends ReadonlyMap<number, infer Each> ? Each : never;

for (const suite of cipherSuites.values()) {
  const { cipher, keyBytes } = suite;

  Deno.test(
    `${cipher}: what node:crypto seals is opened, at any length`,
    () => {
      const key = random(keyBytes);
      for (let length = 1; length < 16_640; length += length < 600 ? 1 : 397) {
        const records = new FullRecords(suite, key, length);
        for (let turn = 0; turn < 2; turn++) {
          const { nonce, header, ciphertext, tag, text } = sealed(
            length,
            suite,
            key,
          );
          assert.deepEqual(records.open(nonce, header, ciphertext, tag), text);
        }
      }
    },
  );

  Deno.test(`${cipher}: with any bit changed nothing is opened`, () => {
    const key = random(keyBytes);
    for (const length of [1, 16, 33]) {
      const records = new FullRecords(suite, key, length);
      const record = sealed(length, suite, key);
      const { nonce, header, ciphertext, tag, text } = record;
      for (const part of [nonce, header, ciphertext, tag])
        for (let bit = 0; bit < part.length * 8; bit++) {
          const flip = () => {
            part[bit >> 3] = (part[bit >> 3] ?? 0) ^ (1 << (bit & 7));
          };
          flip();
          assert.equal(records.open(nonce, header, ciphertext, tag), undefined);
          flip();
        }
      // And nothing of them stays.
      assert.deepEqual(records.open(nonce, header, ciphertext, tag), text);
    }
  });

  Deno.test(`${cipher}: another key opens nothing`, () => {
    const key = random(keyBytes);
    const { nonce, header, ciphertext, tag } = sealed(100, suite, key);
    const other = new FullRecords(suite, random(keyBytes), 100);
    assert.equal(other.open(nonce, header, ciphertext, tag), undefined);
  });
}
