import process from "node:process";

const maxPieceBytes = 512 * 1024;

/**
 * Gathers what goes to the browser. A message costs as much on its way as many bytes do, here and in the browser, and Proxmox VE's TLS gives 16 KiB
 * at a time. But nothing waits for more: it leaves as soon as all that has come is read.
 */
export class Outbox {
  readonly #send: (piece: Uint8Array) => void;
  readonly #buffer = new Uint8Array(maxPieceBytes);
  #length = 0;
  #isDue = false;

  /** `send` is given a piece for the moment of its call. */
  constructor(send: (piece: Uint8Array) => void) {
    this.#send = send;
  }

  /** Whether it was so much that some of it has left already. */
  add(bytes: Uint8Array): boolean {
    let hasLeft = false;
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + maxPieceBytes - this.#length);
      this.#buffer.set(part, this.#length);
      this.#length += part.length;
      at += part.length;
      if (this.#length < maxPieceBytes) continue;
      this.flush();
      hasLeft = true;
    }
    if (!this.#isDue) {
      this.#isDue = true;
      // Reading what is there already takes no more than promises, and a tick comes when none of them is left.
      process.nextTick(() => {
        this.#isDue = false;
        this.flush();
      });
    }
    return hasLeft;
  }

  flush(): void {
    if (this.#length === 0) return;
    const piece = this.#buffer.subarray(0, this.#length);
    this.#length = 0;
    this.#send(piece);
  }
}
