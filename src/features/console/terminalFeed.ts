/** What a terminal draws from: `done` is called when the bytes are drawn. */
type Write = (bytes: Uint8Array | string, done: () => void) => void;

/** Under way in the terminal at a time: enough to keep it busy. */
const mostUnderWay = 512 * 1024;
/** Beyond it the oldest is left out. It is worth more lines than the terminal keeps to scroll back. */
const mostWaiting = 8 * 1024 * 1024;
const keptOfWaiting = 2 * 1024 * 1024;

/**
 * Between a connection and a terminal that draws more slowly than a guest may write: xterm.js throws what is too much away, and with it the
 * newest, the prompt that everybody waits for. Here the oldest goes, and it is said.
 */
export class TerminalFeed {
  readonly #write: Write;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #bytesUnderWay = 0;
  #leftOutBytes = 0;

  constructor(write: Write) {
    this.#write = write;
  }

  push(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes > mostWaiting) this.#leaveOut();
    this.#draw();
  }

  #draw(): void {
    while (this.#bytesUnderWay < mostUnderWay) {
      const bytes = this.#waiting.shift();
      if (!bytes) return;
      if (this.#leftOutBytes > 0) {
        this.#write(leftOut(this.#leftOutBytes), () => undefined);
        this.#leftOutBytes = 0;
      }
      this.#waitingBytes -= bytes.length;
      this.#bytesUnderWay += bytes.length;
      this.#write(bytes, () => {
        this.#bytesUnderWay -= bytes.length;
        this.#draw();
      });
    }
  }

  #leaveOut(): void {
    while (this.#waitingBytes > keptOfWaiting && this.#waiting.length > 1) {
      const size = this.#waiting.shift()?.length ?? 0;
      this.#waitingBytes -= size;
      this.#leftOutBytes += size;
    }
  }
}

/** CAN ends what was cut in the middle of a sequence. */
function leftOut(bytes: number): string {
  const megabytes = Math.max(1, Math.round(bytes / 1_000_000));
  return `\u0018\u001b[0m\r\n\u001b[7m ${String(megabytes)} MB came too fast, and are left out \u001b[0m\r\n`;
}
