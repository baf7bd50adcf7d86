import { escape, isWhole } from "./escapes.ts";
import { glyphs } from "./font.ts";

export const columns = 60;
export const lines = 25;
const cellWidth = 12;
const cellHeight = 16;
export const width = columns * cellWidth;
export const height = lines * cellHeight;

const ink = 0xc8c8c8;

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A machine's text screen: 60 by 25 characters, 720 by 400 pixels, as a PC shows before it does anything finer. */
export class Screen {
  readonly pixels = new Uint32Array(width * height);
  readonly #cells: string[] = Array<string>(columns * lines).fill(" ");
  /** Counts up whenever a line changes, so that a viewer knows what it has not seen. */
  readonly #changed: number[] = Array<number>(lines).fill(1);
  readonly #paper: number;
  #revision = 1;
  #column = 0;
  #line = 0;
  #escape = "";

  constructor(paper: number) {
    this.#paper = paper;
    this.pixels.fill(paper);
  }

  get revision(): number {
    return this.#revision;
  }

  write(text: string): void {
    this.#revision++;
    for (const character of text) this.#put(character);
  }

  /** The part of the screen that has changed since a viewer last looked, line by line. */
  changesSince(revision: number): Rectangle[] {
    return this.#changed.flatMap((changed, line) =>
      changed > revision
        ? [{ x: 0, y: line * cellHeight, width, height: cellHeight }]
        : [],
    );
  }

  /** Writes over one place without moving the cursor. */
  place(line: number, column: number, text: string): void {
    this.#revision++;
    for (const [index, character] of Array.from(text).entries())
      this.#set(line, column + index, character);
  }

  #put(character: string): void {
    if (this.#escape !== "" || character === escape) {
      this.#escape += character;
      if (isWhole(this.#escape)) this.#control();
      return;
    }
    switch (character) {
      case "\r":
        this.#column = 0;
        return;
      case "\n":
        this.#feed();
        return;
      case "\b":
        this.#column = Math.max(0, this.#column - 1);
        return;
      default:
        if (character < " ") return;
        if (this.#column >= columns) {
          this.#column = 0;
          this.#feed();
        }
        this.#set(this.#line, this.#column++, character);
    }
  }

  #control(): void {
    const sequence = this.#escape;
    this.#escape = "";
    if (sequence.endsWith("J")) {
      for (let at = 0; at < columns * lines; at++)
        this.#set(Math.floor(at / columns), at % columns, " ");
    } else if (sequence.endsWith("H")) {
      this.#column = 0;
      this.#line = 0;
    }
  }

  #feed(): void {
    if (this.#line < lines - 1) {
      this.#line++;
      return;
    }
    for (let line = 0; line < lines - 1; line++) {
      for (let column = 0; column < columns; column++) {
        this.#set(
          line,
          column,
          this.#cells[(line + 1) * columns + column] ?? " ",
        );
      }
    }
    for (let column = 0; column < columns; column++)
      this.#set(lines - 1, column, " ");
  }

  #set(line: number, column: number, character: string): void {
    const at = line * columns + column;
    if (column >= columns || line >= lines || this.#cells[at] === character)
      return;
    this.#cells[at] = character;
    this.#changed[line] = this.#revision;
    this.#draw(line, column, character);
  }

  /** Five by seven dots, each two pixels wide and two high. */
  #draw(line: number, column: number, character: string): void {
    const rows = glyphs.get(character) ?? glyphs.get("?") ?? [];
    for (let y = 0; y < cellHeight; y++) {
      const bits = rows[(y - 1) >> 1] ?? 0;
      const start = (line * cellHeight + y) * width + column * cellWidth;
      for (let x = 0; x < cellWidth; x++) {
        const isSet =
          y >= 1 &&
          y < 15 &&
          x >= 1 &&
          x < 11 &&
          (bits >> (4 - ((x - 1) >> 1))) & 1;
        this.pixels[start + x] = isSet ? ink : this.#paper;
      }
    }
  }
}
