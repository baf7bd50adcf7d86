/**
 * QEMU's keyboard holds 16 bytes of what was pressed, which are four characters or so, and drops the rest: a text that is sent at once arrives in
 * scraps.
 */
export const typingPauseMs = 25;

/** Types a text as fast as a guest can follow. */
export class Typist {
  readonly #press: (character: string) => void;
  readonly #onLeft: (left: number) => void;
  #waiting: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onLeft is told how many characters are still to come */
  constructor(
    press: (character: string) => void,
    onLeft: (left: number) => void,
  ) {
    this.#press = press;
    this.#onLeft = onLeft;
  }

  /** A single character leaves at once where none is waiting. */
  type(text: string): void {
    this.#waiting.push(...Array.from(text.replaceAll("\r\n", "\n")));
    if (this.#timer === undefined) this.#next();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = [];
    this.#onLeft(0);
  }

  #next(): void {
    const character = this.#waiting.shift();
    this.#timer = undefined;
    if (character === undefined) return;
    this.#press(character);
    this.#onLeft(this.#waiting.length);
    this.#timer = setTimeout(() => {
      this.#next();
    }, typingPauseMs);
  }
}
