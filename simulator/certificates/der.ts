/** Just enough DER (X.690) to write a certificate. */

export type Der = Uint8Array;

function element(tag: number, ...content: Uint8Array[]): Der {
  const body = Buffer.concat(content);
  if (body.length < 0x80) return Buffer.from([tag, body.length, ...body]);
  const length: number[] = [];
  for (let rest = body.length; rest > 0; rest >>>= 8)
    length.unshift(rest & 0xff);
  return Buffer.concat([
    Buffer.from([tag, 0x80 | length.length, ...length]),
    body,
  ]);
}

export const sequence = (...items: Der[]) => element(0x30, ...items);
export const set = (...items: Der[]) => element(0x31, ...items);
export const explicit = (tag: number, item: Der) => element(0xa0 | tag, item);
export const implicit = (tag: number, content: Uint8Array) =>
  element(0x80 | tag, content);
export const octets = (content: Uint8Array) => element(0x04, content);
export const bits = (content: Uint8Array) =>
  element(0x03, Buffer.from([0]), content);
export const utf8 = (text: string) => element(0x0c, Buffer.from(text, "utf8"));
export const yes = () => element(0x01, Buffer.from([0xff]));
export const nothing = () => element(0x05);

export function integer(bytes: Uint8Array): Der {
  const first = bytes[0] ?? 0;
  return first & 0x80
    ? element(0x02, Buffer.from([0]), bytes)
    : element(0x02, bytes);
}

export function oid(dotted: string): Der {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc & 0x7f];
    for (let more = arc >>> 7; more > 0; more >>>= 7)
      groups.unshift((more & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return element(0x06, Buffer.from(bytes));
}

/** UTCTime until 2049, GeneralizedTime after (RFC 5280, 4.1.2.5). */
export function time(date: Date): Der {
  const digits = date.toISOString().replace(/[-:T]/g, "").slice(0, 14);
  return date.getUTCFullYear() < 2050
    ? element(0x17, Buffer.from(`${digits.slice(2)}Z`))
    : element(0x18, Buffer.from(`${digits}Z`));
}
