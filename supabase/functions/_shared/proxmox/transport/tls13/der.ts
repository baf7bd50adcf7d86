import { type Bytes, concat } from "./bytes.ts";
import { type Reader } from "./messages.ts";

/** The few types of DER (ITU-T X.690) that lie on the way to a public key. */
export const derTag = {
  integer: 0x02,
  bitString: 0x03,
  sequence: 0x30,
  /** `[0]`, constructed: the version of a certificate. */
  version: 0xa0,
} as const;

export interface DerElement {
  tag: number;
  content: Bytes;
  /** Tag, length and content. */
  raw: Bytes;
}

/** The next element, whatever it is. */
export function readElement(reader: Reader): DerElement {
  const tag = reader.number(1);
  const { length, encoded } = readLength(reader);
  const content = reader.bytes(length);
  return { tag, content, raw: concat(Uint8Array.of(tag), encoded, content) };
}

/** The content of the next element, which must have this tag. */
export function readTagged(reader: Reader, tag: number): Bytes {
  const element = readElement(reader);
  return element.tag === tag ? element.content : reader.fail();
}

/** X.690, section 8.1.3, in the shortest form, as section 10.1 demands. More than three bytes of length fit into no message of ours. */
function readLength(reader: Reader): { length: number; encoded: Bytes } {
  const first = reader.bytes(1);
  const short = first[0] ?? 0;
  if (short < 0x80) return { length: short, encoded: first };

  const width = short - 0x80;
  if (width !== 1 && width !== 2 && width !== 3) return reader.fail();
  const bytes = reader.bytes(width);
  const length = bytes.reduce((value, byte) => value * 256 + byte, 0);
  const shortestLimit = width === 1 ? 0x80 : 256 ** (width - 1);
  if (length < shortestLimit) reader.fail();
  return { length, encoded: concat(first, bytes) };
}
