import { expect, test } from "vitest";
import PlainDeflator from "./plainDeflator.ts";

test.each([0, 1, 65_534, 65_535, 65_536, 200_000])(
  "%i bytes are read to the end of their stream",
  async (length) => {
    const data = Uint8Array.from({ length }, (_, index) => index * index);
    const stream = new PlainDeflator().deflate(data);
    expect(await inflate(stream)).toEqual(data);
  },
);

/** Fails where the end is missing, or the checksum is another. */
async function inflate(stream: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const inflated = new Blob([stream])
    .stream()
    .pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(inflated).arrayBuffer());
}
