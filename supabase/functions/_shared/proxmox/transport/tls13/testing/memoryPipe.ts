import { type Bytes } from "../bytes.ts";
import { type Connection } from "../records.ts";

/** One end of a connection that exists in memory only. */
export interface PipeEnd extends Connection {
  /** Says that nothing more will come; what the other end sends can still be read. */
  closeWrite(): void;
}

/** Two ends joined. `chunkBytes`: how much one read gives at most, as a network would cut it. */
export function memoryPipe(chunkBytes = Infinity): [PipeEnd, PipeEnd] {
  const there = new Direction(chunkBytes);
  const back = new Direction(chunkBytes);
  return [endOf(back, there), endOf(there, back)];
}

function endOf(incoming: Direction, outgoing: Direction): PipeEnd {
  return {
    read: (buffer) => incoming.read(buffer),
    write: (bytes) => outgoing.write(bytes),
    closeWrite: () => outgoing.end(),
    close: () => {
      incoming.cut();
      outgoing.end();
    },
  };
}

class Direction {
  readonly #chunkBytes: number;
  readonly #waiting: Bytes[] = [];
  #isEnded = false;
  #isCut = false;
  #wake: () => void = () => undefined;

  constructor(chunkBytes: number) {
    this.#chunkBytes = chunkBytes;
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    for (;;) {
      if (this.#isCut) throw new Deno.errors.Interrupted("closed");
      const next = this.#waiting.shift();
      if (next !== undefined) return this.#give(next, buffer);
      if (this.#isEnded) return null;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  write(bytes: Uint8Array): Promise<number> {
    if (this.#isEnded || this.#isCut) {
      return Promise.reject(new Deno.errors.BrokenPipe("closed"));
    }
    this.#waiting.push(bytes.slice());
    this.#wake();
    return Promise.resolve(bytes.length);
  }

  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  cut(): void {
    this.#isCut = true;
    this.#wake();
  }

  #give(next: Bytes, buffer: Uint8Array): number {
    const length = Math.min(buffer.length, next.length, this.#chunkBytes);
    buffer.set(next.subarray(0, length));
    if (length < next.length) this.#waiting.unshift(next.subarray(length));
    return length;
  }
}
