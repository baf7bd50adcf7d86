/* termproxy's side of a terminal (pve-xtermjs): what goes there is framed, what comes from there is plain bytes. */

const encoder = new TextEncoder();

/** Its length is in bytes of UTF-8. */
export function inputMessage(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(`0:${String(encoder.encode(text).length)}:${text}`);
}

export function resizeMessage(
  columns: number,
  rows: number,
): Uint8Array<ArrayBuffer> {
  return encoder.encode(`1:${String(columns)}:${String(rows)}:`);
}
