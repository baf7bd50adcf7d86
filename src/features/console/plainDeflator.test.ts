import { randomBytes } from "node:crypto";
import { inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import PlainDeflator from "./plainDeflator.ts";

test.each([0, 1, 65_534, 65_535, 65_536, 200_000])(
  "zlib reads %i bytes to the end of the stream",
  (length) => {
    const data = new Uint8Array(randomBytes(length));
    const stream = new PlainDeflator().deflate(data);
    // Throws where the end is missing, or the checksum is another.
    expect(inflateSync(stream).equals(data)).toBe(true);
  },
);
