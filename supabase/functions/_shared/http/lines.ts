import * as z from "zod/mini";

export const ndjson = "application/x-ndjson";

/** One of them, as it is sent: what its schema does not name does not leave. Written at once, so that what it is made of need not be kept. */
export class Line {
  readonly text: string;

  constructor(schema: z.ZodMiniType, value: unknown) {
    this.text = `${JSON.stringify(z.parse(schema, value))}\n`;
  }
}

/** An answer of many lines, each sent the moment it is known. */
export class Lines {
  readonly lines: AsyncIterable<Line>;
  /** The reader has gone away before the end. */
  readonly onLeave: () => void;

  constructor(lines: AsyncIterable<Line>, onLeave: () => void) {
    this.lines = lines;
    this.onLeave = onLeave;
  }

  /** The reader sets the pace. */
  toStream(onFailure: (error: unknown) => void): ReadableStream<Uint8Array> {
    const iterator = this.lines[Symbol.asyncIterator]();
    const encoder = new TextEncoder();
    let hasLeft = false;
    return new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        try {
          const next = await iterator.next();
          if (hasLeft) return;
          if (next.done) {
            controller.close();
            return;
          }
          controller.enqueue(encoder.encode(next.value.text));
        } catch (error) {
          // A cut stream has no `end` line: the reader knows that it is not whole.
          onFailure(error);
          controller.error(error);
        }
      },
      cancel: () => {
        hasLeft = true;
        // Not left to return(): a generator that waits for its next value takes none before it has it.
        this.onLeave();
      },
    });
  }
}

/** The results in the order in which they come. */
export async function* asTheyComplete<T>(
  work: readonly Promise<T>[],
): AsyncGenerator<T, void, undefined> {
  // Promise.race over all that is left, each time, would cost the square of their number.
  const give: ((result: Promise<T>) => void)[] = [];
  const turns = work.map(() => new Promise<T>((resolve) => give.push(resolve)));
  for (const promise of work) {
    const take = () => give.shift()?.(promise);
    promise.then(take, take);
  }
  // Who stops at the first failure leaves those that follow to nobody.
  for (const turn of turns) turn.catch(() => undefined);
  for (const turn of turns) yield await turn;
}
