import { createCipheriv, createDecipheriv, timingSafeEqual } from "node:crypto";
import { type Bytes } from "./bytes.ts";
import { protocolError } from "./error.ts";
import { deriveTrafficKey, nextTrafficSecret } from "./keySchedule.ts";
import { alert, type CipherSuite, contentType } from "./protocol.ts";

export const RECORD_HEADER_BYTES = 5;
const TAG_BYTES = 16;

/** RFC 8446, section 5.1 and 5.2: the most that one record may hold, without and with its protection. */
export const MAX_PLAINTEXT_BYTES = 2 ** 14;
export const MAX_CIPHERTEXT_BYTES = MAX_PLAINTEXT_BYTES + 256;

/** Section 5.3 lets the sequence number grow to 2^64 - 1; a JavaScript number is exact up to here, which nobody reaches either. */
const MAX_SEQUENCE = Number.MAX_SAFE_INTEGER;

/** Protects the records of one direction: key, initialisation vector and sequence number (RFC 8446, sections 5.2 and 5.3). */
export class TrafficKeys {
  readonly #suite: CipherSuite;
  readonly #secret: Bytes;
  readonly #key: Bytes;
  readonly #iv: Bytes;
  #sequence = 0;

  constructor(suite: CipherSuite, secret: Bytes) {
    const { key, iv } = deriveTrafficKey(suite, secret);
    this.#suite = suite;
    this.#secret = secret;
    this.#key = key;
    this.#iv = iv;
  }

  /** How many records were protected with this key. */
  get records(): number {
    return this.#sequence;
  }

  /** The keys after a KeyUpdate (section 7.2). */
  next(): TrafficKeys {
    return new TrafficKeys(
      this.#suite,
      nextTrafficSecret(this.#suite, this.#secret),
    );
  }

  /** A whole record, header included. */
  seal(type: number, content: Uint8Array): Bytes {
    const inner = new Uint8Array(content.length + 1);
    inner.set(content);
    inner[content.length] = type;

    const length = inner.length + TAG_BYTES;
    const record = new Uint8Array(RECORD_HEADER_BYTES + length);
    record.set([contentType.applicationData, 3, 3, length >> 8, length & 255]);
    const header = record.subarray(0, RECORD_HEADER_BYTES);
    const { ciphertext, tag } = this.#encrypt(this.#nonce(), header, inner);
    record.set(ciphertext, RECORD_HEADER_BYTES);
    record.set(tag, RECORD_HEADER_BYTES + inner.length);
    return record;
  }

  /** The content of a record and its true type; throws if a single bit is not as the server sealed it. */
  open(header: Bytes, body: Bytes): { type: number; content: Bytes } {
    const ciphertextBytes = body.length - TAG_BYTES;
    if (ciphertextBytes < 1) throw badRecord();
    // Content, type and padding together (section 5.4).
    if (ciphertextBytes > MAX_PLAINTEXT_BYTES + 1) throw recordOverflow();
    const ciphertext = body.subarray(0, ciphertextBytes);
    const tag = body.subarray(ciphertextBytes);
    const nonce = this.#nonce();

    const inner = this.#decrypt(nonce, header, ciphertext, tag);
    // Deno before 2.1.7, and so Supabase's runtime, decrypts without ever looking at the tag (CVE-2025-24015), and later versions
    // compared it byte by byte. So it is computed once more here, and compared in constant time.
    const expected = this.#encrypt(nonce, header, inner);
    if (!timingSafeEqual(expected.tag, tag)) throw badRecord();

    return withoutPadding(inner);
  }

  #encrypt(
    nonce: Bytes,
    header: Bytes,
    plaintext: Bytes,
  ): { ciphertext: Uint8Array; tag: Uint8Array } {
    const cipher = createCipheriv(this.#suite.cipher, this.#key, nonce);
    cipher.setAAD(header);
    const ciphertext = cipher.update(plaintext);
    // Counter mode holds nothing back: `final` adds no byte, but frees the cipher and makes the tag.
    cipher.final();
    return { ciphertext, tag: cipher.getAuthTag() };
  }

  #decrypt(nonce: Bytes, header: Bytes, ciphertext: Bytes, tag: Bytes): Bytes {
    const decipher = createDecipheriv(this.#suite.cipher, this.#key, nonce);
    decipher.setAAD(header);
    decipher.setAuthTag(tag);
    const plaintext = decipher.update(ciphertext);
    try {
      decipher.final();
    } catch (cause) {
      throw badRecord(cause);
    }
    return new Uint8Array(
      plaintext.buffer,
      plaintext.byteOffset,
      plaintext.length,
    );
  }

  /** Section 5.3: the sequence number, padded on the left and XORed into the initialisation vector; never the same twice. */
  #nonce(): Bytes {
    if (this.#sequence >= MAX_SEQUENCE) {
      throw protocolError(
        alert.internalError,
        "The TLS connection has used up its keys.",
      );
    }
    const nonce = this.#iv.slice();
    let rest = this.#sequence++;
    for (let index = nonce.length - 1; rest > 0; index--) {
      nonce[index] = (nonce[index] ?? 0) ^ (rest % 256);
      rest = Math.floor(rest / 256);
    }
    return nonce;
  }
}

/** Section 5.4: the type is the last byte that is not zero; what follows it is padding. */
function withoutPadding(inner: Bytes): { type: number; content: Bytes } {
  let end = inner.length;
  while (end > 0 && inner[end - 1] === 0) end--;
  const type = inner[end - 1];
  if (type === undefined) {
    throw protocolError(
      alert.unexpectedMessage,
      "The server sent a TLS record without a type.",
    );
  }
  return { type, content: inner.subarray(0, end - 1) };
}

function badRecord(cause?: unknown) {
  return protocolError(
    alert.badRecordMac,
    "A TLS record was changed on its way, or is not the server's.",
    cause,
  );
}

export function recordOverflow() {
  return protocolError(
    alert.recordOverflow,
    "The server sent a TLS record that is too long.",
  );
}
