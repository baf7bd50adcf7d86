import type { BarKey, BarModifier } from "./barKeys.ts";

/** What a terminal sends for its keys (ECMA-48, and xterm's list of them). */
const cursorKeys: Partial<Record<BarKey, string>> = {
  up: "A",
  down: "B",
  right: "C",
  left: "D",
  home: "H",
  end: "F",
};
const otherKeys: Partial<Record<BarKey, string>> = {
  escape: "\u001b",
  tab: "\t",
  insert: "\u001b[2~",
  delete: "\u001b[3~",
  pageUp: "\u001b[5~",
  pageDown: "\u001b[6~",
  f1: "\u001bOP",
  f2: "\u001bOQ",
  f3: "\u001bOR",
  f4: "\u001bOS",
  f5: "\u001b[15~",
  f6: "\u001b[17~",
  f7: "\u001b[18~",
  f8: "\u001b[19~",
  f9: "\u001b[20~",
  f10: "\u001b[21~",
  f11: "\u001b[23~",
  f12: "\u001b[24~",
};

/** A program may ask for its cursor keys in another form (DECCKM), as those do that fill the screen. */
export function keySequence(key: BarKey, isApplicationMode: boolean): string {
  const cursorKey = cursorKeys[key];
  return cursorKey
    ? `\u001b${isApplicationMode ? "O" : "["}${cursorKey}`
    : (otherKeys[key] ?? "");
}

/** One key with Ctrl or Alt. What is more than one key, a paste for example, stays what it is. */
export function withModifiers(
  text: string,
  held: ReadonlySet<BarModifier>,
): string {
  if (held.size === 0) return text;
  const code = 1 + (held.has("alt") ? 2 : 0) + (held.has("control") ? 4 : 0);
  // eslint-disable-next-line no-control-regex -- escape sequences are what is read here
  const [, letter] = /^\u001b[[O]([A-Z])$/.exec(text) ?? [];
  if (letter) return `\u001b[1;${String(code)}${letter}`;
  // eslint-disable-next-line no-control-regex
  const [, number] = /^\u001b\[(\d+)~$/.exec(text) ?? [];
  if (number) return `\u001b[${number};${String(code)}~`;
  if (text.length !== 1) return text;
  const controlled =
    held.has("control") && /[ -_a-z]/.test(text)
      ? String.fromCharCode(text.toUpperCase().charCodeAt(0) & 0x1f)
      : text;
  return held.has("alt") ? `\u001b${controlled}` : controlled;
}
