import { createHash } from "node:crypto";
import { type Bytes } from "./bytes.ts";
import { type CipherSuite } from "./protocol.ts";

/** The running hash over all handshake messages so far, headers included (RFC 8446, section 4.4.1). */
export class Transcript {
  readonly #hash;

  constructor({ hash }: Pick<CipherSuite, "hash">) {
    this.#hash = createHash(hash);
  }

  add(message: Bytes): void {
    this.#hash.update(message);
  }

  digest(): Bytes {
    return new Uint8Array(this.#hash.copy().digest());
  }
}
