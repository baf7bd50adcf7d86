import assert from "node:assert/strict";
import { ByteDuplex } from "./duplex.ts";

Deno.test("what a stream lends is kept as it was", async () => {
  const buffer = new Uint8Array(4);
  let reads = 0;
  const duplex = new ByteDuplex({
    read: () =>
      Promise.resolve(reads === 3 ? null : buffer.fill(++reads).subarray(1)),
    write: () => Promise.resolve(),
    close: () => undefined,
  });
  const chunks: Uint8Array[] = [];
  duplex.on("data", (chunk: Uint8Array) => chunks.push(chunk));
  await new Promise((resolve) => duplex.once("end", resolve));
  assert.deepEqual(
    chunks.flatMap((chunk) => [...chunk]),
    [1, 1, 1, 2, 2, 2, 3, 3, 3],
  );
});
