import { setImmediate } from "node:timers";

/** Turns of the event loop, some 30 µs each, for whoever would not give it one otherwise. */
export interface LoopTurns {
  /** Resolves when whatever waited for the network has had its chance. */
  next(): Promise<void>;
  close(): void;
}

export function loopTurns(): LoopTurns {
  const { port1, port2 } = new MessageChannel();
  let arrived: () => void = () => undefined;
  let isClosed = false;
  port1.onmessage = () => arrived();
  return {
    next() {
      return new Promise((resolve) => {
        arrived = resolve;
        if (isClosed) resolve();
        else if (immediatesAreQuick) setImmediate(resolve);
        else port2.postMessage(undefined);
      });
    },
    close() {
      isClosed = true;
      port1.close();
      port2.close();
      arrived();
    },
  };
}

/** In Deno 2.1 setImmediate is a timer of a millisecond, and a message takes a turn of the loop. Later versions deliver one without. */
const immediatesAreQuick = await new Promise<boolean>((resolve) => {
  const order: string[] = [];
  const comes = (name: string) => () => {
    if (order.push(name) === 2) resolve(order[0] === "immediate");
  };
  // Within a timer: seen from there an immediate comes before the next timer, however busy the start is.
  setTimeout(() => {
    setTimeout(comes("timer"), 0);
    setImmediate(comes("immediate"));
  }, 0);
});
