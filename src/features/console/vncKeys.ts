import type { BarKey, BarModifier } from "./barKeys.ts";

/** A key as RFB names it (X11 keysym), and the place of it on a keyboard, by which QEMU knows it. */
export interface VncKey {
  keysym: number;
  code: string;
}

const control = { keysym: 0xffe3, code: "ControlLeft" };
const alt = { keysym: 0xffe9, code: "AltLeft" };
const shift = { keysym: 0xffe1, code: "ShiftLeft" };
const meta = { keysym: 0xffeb, code: "MetaLeft" };
const functionKey = (number: number): VncKey => ({
  keysym: 0xffbd + number,
  code: `F${String(number)}`,
});

export const keys = {
  control,
  alt,
  meta,
  escape: { keysym: 0xff1b, code: "Escape" },
  tab: { keysym: 0xff09, code: "Tab" },
  enter: { keysym: 0xff0d, code: "Enter" },
  backspace: { keysym: 0xff08, code: "Backspace" },
  left: { keysym: 0xff51, code: "ArrowLeft" },
  up: { keysym: 0xff52, code: "ArrowUp" },
  right: { keysym: 0xff53, code: "ArrowRight" },
  down: { keysym: 0xff54, code: "ArrowDown" },
  insert: { keysym: 0xff63, code: "Insert" },
  delete: { keysym: 0xffff, code: "Delete" },
  home: { keysym: 0xff50, code: "Home" },
  end: { keysym: 0xff57, code: "End" },
  pageUp: { keysym: 0xff55, code: "PageUp" },
  pageDown: { keysym: 0xff56, code: "PageDown" },
  f1: functionKey(1),
  f2: functionKey(2),
  f3: functionKey(3),
  f4: functionKey(4),
  f5: functionKey(5),
  f6: functionKey(6),
  f7: functionKey(7),
  f8: functionKey(8),
  f9: functionKey(9),
  f10: functionKey(10),
  f11: functionKey(11),
  f12: functionKey(12),
} satisfies Record<BarKey | BarModifier, VncKey> & Record<string, VncKey>;

/** What a browser or the system around it would keep for itself. */
export const keyCombinations: readonly {
  label: string;
  keys: readonly VncKey[];
}[] = [
  { label: "Ctrl+Alt+Del", keys: [control, alt, keys.delete] },
  { label: "Ctrl+Alt+Backspace", keys: [control, alt, keys.backspace] },
  { label: "Alt+Tab", keys: [alt, keys.tab] },
  { label: "Alt+F4", keys: [alt, functionKey(4)] },
  { label: "Ctrl+W", keys: [control, { keysym: 0x77, code: "KeyW" }] },
  { label: "Ctrl+Esc", keys: [control, keys.escape] },
  { label: "Ctrl+Shift+Esc", keys: [control, shift, keys.escape] },
  { label: "Windows key", keys: [meta] },
  {
    label: "Windows key+L",
    keys: [meta, { keysym: 0x6c, code: "KeyL" }],
  },
  { label: "Print Screen", keys: [{ keysym: 0xff61, code: "PrintScreen" }] },
  ...[1, 2, 3, 4, 5, 6, 7].map((number) => ({
    label: `Ctrl+Alt+F${String(number)}`,
    keys: [control, alt, functionKey(number)],
  })),
];

/** On a keyboard with the US layout, as which a guest sees what QEMU types. */
const shifted = /[A-Z~!@#$%^&*()_+{}|:"<>?]/;

/** The keys that make up a character, in the order in which they go down: a guest without a clipboard gets a text typed. */
export function keysOf(character: string): VncKey[] {
  const key = keyOf(character);
  return shifted.test(character) ? [shift, key] : [key];
}

function keyOf(character: string): VncKey {
  if (character === "\n" || character === "\r") return keys.enter;
  if (character === "\t") return keys.tab;
  const point = character.codePointAt(0) ?? 0;
  // Latin-1 is itself; the rest of Unicode lies above 0x01000000.
  return { keysym: point <= 0xff ? point : 0x0100_0000 + point, code: "" };
}
