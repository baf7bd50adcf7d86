import { createCipheriv, timingSafeEqual } from "node:crypto";
import { type Bytes } from "./bytes.ts";
import { type CipherSuite } from "./protocol.ts";

const BLOCK_BYTES = 16;
const HEADER_BYTES = 5;
/** The first two are GCM's own: one masks the tag (NIST SP 800-38D, section 7.1). */
const FIRST_COUNTER = 2;

/**
 * Opens protected records of one length, faster than node:crypto does it and computes a tag that we can compare. There each of the two costs
 * GCM's hash, which takes most of the time, whether it is of use or not. Here it is made once, and the text by AES alone.
 */
export class FullRecords {
  readonly #suite: CipherSuite;
  readonly #key: Bytes;
  readonly #ciphertextBytes: number;
  /** What GCM hashes: the header and the ciphertext, each filled up with zeros to whole blocks. */
  readonly #hashed: Bytes;
  readonly #hashedText: Uint32Array;
  readonly #difference: Uint8Array;
  /** The nonce and a number, a block for each block of the text. */
  readonly #counters: Bytes;
  readonly #counterWords: Uint32Array;

  constructor(suite: CipherSuite, key: Bytes, ciphertextBytes: number) {
    this.#suite = suite;
    this.#key = key;
    this.#ciphertextBytes = ciphertextBytes;

    const blocks = Math.ceil(ciphertextBytes / BLOCK_BYTES);
    this.#hashed = new Uint8Array((1 + blocks) * BLOCK_BYTES);
    this.#hashedText = wordsOf(this.#hashed.subarray(BLOCK_BYTES));
    this.#counters = new Uint8Array(blocks * BLOCK_BYTES);
    const counters = new DataView(this.#counters.buffer);
    for (let block = 0; block < blocks; block++)
      counters.setUint32(block * BLOCK_BYTES + 12, FIRST_COUNTER + block);
    this.#counterWords = wordsOf(this.#counters);
    this.#difference = this.#learnDifference();
  }

  /** Content, type and padding; undefined if a single bit is not as it was sealed. */
  open(
    nonce: Bytes,
    header: Bytes,
    ciphertext: Bytes,
    tag: Bytes,
  ): Bytes | undefined {
    this.#hashed.set(header);
    this.#hashed.set(ciphertext, BLOCK_BYTES);
    const expected = xor(this.#hashTag(nonce), this.#difference);
    return timingSafeEqual(expected, tag) ? this.#decrypt(nonce) : undefined;
  }

  /** GCM's tag of what is hashed, all of it taken for data that is not encrypted. */
  #hashTag(nonce: Bytes): Uint8Array {
    const cipher = createCipheriv(this.#suite.cipher, this.#key, nonce);
    cipher.setAAD(this.#hashed);
    cipher.final();
    return cipher.getAuthTag();
  }

  /**
   * GCM hashes one more block, which tells how much was encrypted and how much was not. It is the only one in which `#hashTag` differs from
   * the true tag; and as GCM's hash is linear, the two tags differ by something that depends on the key and the lengths alone, whatever is
   * hashed (NIST SP 800-38D, sections 6.4 and 7.1). So one example, of zeros, tells it.
   */
  #learnDifference(): Uint8Array {
    const nonce = new Uint8Array(12);
    const cipher = createCipheriv(this.#suite.cipher, this.#key, nonce);
    cipher.setAAD(new Uint8Array(HEADER_BYTES));
    const zeros = new Uint8Array(this.#ciphertextBytes);
    this.#hashed.set(cipher.update(zeros), BLOCK_BYTES);
    cipher.final();
    return xor(this.#hashTag(nonce), cipher.getAuthTag());
  }

  /** Counter mode (NIST SP 800-38D, section 6.5), which Deno 2.1 has with GCM's hash only. */
  #decrypt(nonce: Bytes): Bytes {
    const [first = 0, second = 0, third = 0] = wordsOf(nonce.slice());
    const counters = this.#counterWords;
    for (let at = 0; at < counters.length; at += 4) {
      counters[at] = first;
      counters[at + 1] = second;
      counters[at + 2] = third;
    }
    // AES itself, each block without regard to another.
    const blockCipher = this.#suite.cipher.replace("gcm", "ecb");
    const aes = createCipheriv(blockCipher, this.#key, new Uint8Array());
    const text = wordsOf(aes.update(this.#counters));
    // To free it; what it adds is padding.
    aes.final();
    for (let at = 0; at < text.length; at++)
      text[at] = (text[at] ?? 0) ^ (this.#hashedText[at] ?? 0);
    return new Uint8Array(text.buffer, text.byteOffset, this.#ciphertextBytes);
  }
}

function wordsOf({ buffer, byteOffset, byteLength }: Uint8Array) {
  return new Uint32Array(buffer as ArrayBuffer, byteOffset, byteLength / 4);
}

function xor(left: Uint8Array, right: Uint8Array): Uint8Array {
  return left.map((byte, index) => byte ^ (right[index] ?? 0));
}
