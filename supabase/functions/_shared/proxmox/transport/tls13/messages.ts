import { type Bytes, concat, noBytes } from "./bytes.ts";
import { protocolError, type Tls13Error } from "./error.ts";
import { alert } from "./protocol.ts";

/**
 * Reads the structures of TLS (RFC 8446, section 3). Nothing is read outside the bytes it was given: every length is checked against
 * what is left, and `end` refuses what is left over.
 */
export class Reader {
  readonly #bytes: Bytes;
  readonly #malformed: () => Tls13Error;
  #offset = 0;

  /** `malformed` makes the error for bytes that are not what they should be. */
  constructor(bytes: Bytes, malformed: () => Tls13Error) {
    this.#bytes = bytes;
    this.#malformed = malformed;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  bytes(length: number): Bytes {
    if (length > this.remaining) throw this.#malformed();
    const start = this.#offset;
    this.#offset += length;
    return this.#bytes.subarray(start, this.#offset);
  }

  /** An unsigned big-endian number. */
  number(width: 1 | 2 | 3): number {
    return this.bytes(width).reduce((value, byte) => value * 256 + byte, 0);
  }

  /** A vector (section 3.4): its length in `width` bytes, then so many bytes, of which there must be `minimum` to `maximum`. */
  vector(width: 1 | 2 | 3, minimum = 0, maximum = Infinity): Bytes {
    const length = this.number(width);
    if (length < minimum || length > maximum) throw this.#malformed();
    return this.bytes(length);
  }

  /** A reader for bytes that were read here, with the same error. */
  within(bytes: Bytes): Reader {
    return new Reader(bytes, this.#malformed);
  }

  /** Throws if anything is left. */
  end(): void {
    if (this.remaining > 0) throw this.#malformed();
  }

  fail(): never {
    throw this.#malformed();
  }
}

/** A reader for the body of one of the server's messages. */
export function messageReader(body: Bytes, name: string): Reader {
  return new Reader(body, () =>
    protocolError(alert.decodeError, `The server's ${name} is malformed.`),
  );
}

/** Section 4.2: a list of extensions, none of them twice. */
export function readExtensions(reader: Reader): ReadonlyMap<number, Bytes> {
  const extensions = new Map<number, Bytes>();
  const list = reader.within(reader.vector(2));
  while (list.remaining > 0) {
    const type = list.number(2);
    if (extensions.has(type)) {
      throw protocolError(
        alert.illegalParameter,
        "The server sent the same TLS extension twice.",
      );
    }
    extensions.set(type, list.vector(2));
  }
  return extensions;
}

/** Section 4.2: a server may answer what we asked, and nothing else. */
export function refuseOtherExtensions(
  extensions: ReadonlyMap<number, Bytes>,
  allowed: readonly number[],
): void {
  for (const type of extensions.keys()) {
    if (!allowed.includes(type)) {
      throw protocolError(
        alert.unsupportedExtension,
        "The server sent a TLS extension that it was not asked for.",
      );
    }
  }
}

/** An unsigned big-endian number. */
export function number(width: 1 | 2 | 3, value: number): Bytes {
  if (value < 0 || value >= 256 ** width) {
    throw new RangeError(`${value} does not fit into ${width} bytes`);
  }
  return Uint8Array.from({ length: width }, (_, index) =>
    Math.floor(value / 256 ** (width - 1 - index)),
  );
}

/** Section 3.4. */
export function vector(
  width: 1 | 2 | 3,
  ...parts: readonly Uint8Array[]
): Bytes {
  const content = concat(...parts);
  return concat(number(width, content.length), content);
}

/** Section 4.2. */
export function extension(type: number, content: Uint8Array = noBytes): Bytes {
  return concat(number(2, type), vector(2, content));
}

/** Section 4: a handshake message with its type and length. */
export function handshakeMessage(
  type: number,
  ...body: readonly Uint8Array[]
): Bytes {
  return concat(number(1, type), vector(3, ...body));
}
