import { type Bytes, concat, noBytes } from "./bytes.ts";
import { protocolError } from "./error.ts";
import { alert } from "./protocol.ts";

export interface HandshakeMessage {
  type: number;
  body: Bytes;
  /** Header and body: what the transcript holds. */
  raw: Bytes;
}

const HEADER_BYTES = 4;

/** Puts handshake messages together again: one may come in several records, one record may hold several (RFC 8446, section 5.1). */
export class MessageBuffer {
  #pending = noBytes;

  /** Whether no part of a message waits for the rest of it. */
  get isEmpty(): boolean {
    return this.#pending.length === 0;
  }

  append(fragment: Bytes): void {
    if (fragment.length === 0) {
      throw protocolError(
        alert.unexpectedMessage,
        "The server sent an empty handshake record.",
      );
    }
    this.#pending = this.isEmpty ? fragment : concat(this.#pending, fragment);
  }

  /**
   * The next message, or undefined while some of it is still to come. `allowed` says which types may come now and how long the body of
   * each may be. Both are judged by the header, so that nobody makes us wait for, or store, a message that we would refuse.
   */
  take(allowed: ReadonlyMap<number, number>): HandshakeMessage | undefined {
    const [type, ...lengthBytes] = this.#pending.subarray(0, HEADER_BYTES);
    if (type === undefined) return undefined;

    const maximumBytes = allowed.get(type);
    if (maximumBytes === undefined) {
      throw protocolError(
        alert.unexpectedMessage,
        "The server sent a handshake message out of its order.",
      );
    }
    if (this.#pending.length < HEADER_BYTES) return undefined;

    const length = lengthBytes.reduce((value, byte) => value * 256 + byte, 0);
    if (length > maximumBytes) {
      throw protocolError(
        alert.decodeError,
        "The server sent a handshake message that is too long.",
      );
    }
    const end = HEADER_BYTES + length;
    if (this.#pending.length < end) return undefined;

    const raw = this.#pending.subarray(0, end);
    this.#pending = this.#pending.subarray(end);
    return { type, body: raw.subarray(HEADER_BYTES), raw };
  }
}
