export type Bytes = Uint8Array<ArrayBuffer>;

export const noBytes: Bytes = new Uint8Array(0);

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(
    parts.reduce((length, part) => length + part.length, 0),
  );
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

export function equal(left: Uint8Array, right: Uint8Array): boolean {
  return (
    left.length === right.length &&
    left.every((byte, index) => byte === right[index])
  );
}
