/** A 32-bit hash (FNV-1a, then a finaliser) of any number of parts: the same for the same parts, whoever asks, whenever. */
export function hash(...parts: (string | number)[]): number {
  let value = 0x811c9dc5;
  for (const character of parts.join("\u0000")) {
    value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return mix(value);
}

/** A number from 0 up to 1 that depends on two integers alone: cheap enough to ask a thousand times a listing. */
export const fraction = (seed: number, step: number) =>
  mix(
    Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(step + 1, 0xc2b2ae35),
  ) / 0x1_0000_0000;

function mix(value: number): number {
  value = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  value = Math.imul(value ^ (value >>> 15), 0x846ca68b);
  return (value ^ (value >>> 16)) >>> 0;
}

export interface Random {
  /** From 0 up to 1. */
  next(): number;
  /** A whole number, both ends included. */
  between(low: number, high: number): number;
  pick<Item>(items: readonly Item[]): Item;
  chance(probability: number): boolean;
  hex(digits: number): string;
  uuid(): string;
}

export function createRandom(...seed: (string | number)[]): Random {
  const start = hash(...seed);
  let step = 0;
  const next = () => fraction(start, step++);
  const between = (low: number, high: number) =>
    low + Math.floor(next() * (high - low + 1));
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => between(0, 15).toString(16)).join("");
  return {
    next,
    between,
    hex,
    pick(items) {
      const item = items[between(0, items.length - 1)];
      if (item === undefined) throw new Error("There is nothing to pick from");
      return item;
    },
    chance: (probability) => next() < probability,
    uuid: () =>
      `${hex(8)}-${hex(4)}-4${hex(3)}-${"89ab".charAt(between(0, 3))}${hex(3)}-${hex(12)}`,
  };
}
