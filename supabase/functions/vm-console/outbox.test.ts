import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { Outbox } from "./outbox.ts";

/** An outbox, and copies of the pieces that have left it. */
function open() {
  const pieces: Uint8Array[] = [];
  const outbox = new Outbox((piece) => pieces.push(piece.slice()));
  return { outbox, pieces };
}

const endOfTick = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("a lone piece leaves at once, and once", async () => {
  const { outbox, pieces } = open();
  await Promise.resolve();
  outbox.add(Uint8Array.of(1, 2));
  await endOfTick();
  assert.deepEqual(pieces, [Uint8Array.of(1, 2)]);
  outbox.add(Uint8Array.of(3));
  await endOfTick();
  assert.deepEqual(pieces.slice(1), [Uint8Array.of(3)]);
});

Deno.test("what comes without a wait in between leaves together", async () => {
  const { outbox, pieces } = open();
  await endOfTick();
  for (const byte of [1, 2, 3]) {
    outbox.add(Uint8Array.of(byte));
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }
  assert.deepEqual(pieces, []);
  await endOfTick();
  assert.deepEqual(pieces, [Uint8Array.of(1, 2, 3)]);
});

for (const step of [1_000, 16_384, 524_288, 2_000_000])
  Deno.test(
    `much does not wait for the end, and comes whole and in order: ${step} bytes at a time`,
    async () => {
      const { outbox, pieces } = open();
      const all = Uint8Array.from({ length: 2_000_000 }, (_, at) => at % 251);
      const lent = new Uint8Array(step);
      let left = 0;
      for (let at = 0; at < all.length; at += step) {
        const part = all.subarray(at, at + step);
        lent.set(part);
        const hasLeft = outbox.add(lent.subarray(0, part.length));
        assert.equal(hasLeft, pieces.length > left);
        left = pieces.length;
        // Whoever lends it uses it again.
        lent.fill(255);
      }
      assert.equal(left, 3);
      await endOfTick();
      assert.equal(pieces.length, 4);
      assert.ok(Buffer.concat(pieces).equals(all));
    },
  );

Deno.test("nothing is said of nothing", async () => {
  const { outbox, pieces } = open();
  outbox.add(new Uint8Array());
  outbox.flush();
  outbox.add(Uint8Array.of(1));
  outbox.flush();
  await endOfTick();
  assert.deepEqual(pieces, [Uint8Array.of(1)]);
});
