/** The first byte of a message in one frame of binary data (RFC 6455, section 5.2), which is all that pveproxy sends. */
const wholeBinary = 0x82;
/** A ping, a pong or a close, by the first five bits. */
const wholeControl = 0x88;
const kindBits = 0xf8;
const maxControlBytes = 125;
const twoBytesFollow = 126;
const eightBytesFollow = 127;

export interface FrameSink {
  /** Of a message that is binary, in one frame and without a mask. */
  onPayload(bytes: Uint8Array): void;
  /** Any other frame, as it came, for a parser that knows the whole of the protocol. */
  onOther(bytes: Uint8Array): void;
}

/**
 * Finds the payload in what comes from Proxmox VE, and hands it on uncopied and before its frame is complete: a console is a stream of bytes.
 * It decides nothing else. A control frame goes to the other parser by itself, and from the first byte of whatever it does not expect, all
 * that follows.
 */
export class FrameCutter {
  readonly #sink: FrameSink;
  readonly #maxPayloadBytes: number;
  readonly #head: number[] = [];
  #isPayload = true;
  #bytesLeft = 0;

  constructor(sink: FrameSink, maxPayloadBytes: number) {
    this.#sink = sink;
    this.#maxPayloadBytes = maxPayloadBytes;
  }

  cut(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      if (this.#bytesLeft === 0) {
        this.#readHead(bytes[at] ?? 0);
        at += 1;
      } else {
        const part = bytes.subarray(at, at + this.#bytesLeft);
        this.#bytesLeft -= part.length;
        at += part.length;
        if (this.#isPayload) this.#sink.onPayload(part);
        else this.#sink.onOther(part);
      }
    }
  }

  #readHead(byte: number): void {
    this.#head.push(byte);
    const [first = 0, second] = this.#head;
    if (second === undefined) return;

    if (first === wholeBinary && second <= eightBytesFollow) {
      const length = payloadLength(this.#head);
      if (length === undefined) return;
      if (length <= this.#maxPayloadBytes) this.#begin(true, length);
      else this.#begin(false, Infinity);
    } else if ((first & kindBits) === wholeControl && second <= maxControlBytes)
      this.#begin(false, second);
    else this.#begin(false, Infinity);
  }

  #begin(isPayload: boolean, length: number): void {
    const head = Uint8Array.from(this.#head.splice(0));
    this.#isPayload = isPayload;
    this.#bytesLeft = length;
    if (!isPayload) this.#sink.onOther(head);
  }
}

/** undefined: the head is not complete. */
function payloadLength(head: readonly number[]): number | undefined {
  const [, second = 0, ...longer] = head;
  if (second < twoBytesFollow) return second;
  if (longer.length < (second === twoBytesFollow ? 2 : 8)) return undefined;
  return longer.reduce((length, byte) => length * 256 + byte, 0);
}
