/** The longest piece that a block of DEFLATE holds as it is. */
const longestBlock = 0xffff;

/**
 * Stands in for noVNC's own in the build (vite.config.ts), which deflates nothing but a text for the guest's clipboard: as it is, in the frame
 * of zlib (RFC 1950, RFC 1951 3.2.4), for 6 KB less. Its stream has an end, which QEMU 8.1 waits for in vain with noVNC's.
 */
export default class PlainDeflator {
  deflate(data: Uint8Array): Uint8Array<ArrayBuffer> {
    const blocks = Math.max(1, Math.ceil(data.length / longestBlock));
    const stream = new Uint8Array(2 + 5 * blocks + data.length + 4);
    const view = new DataView(stream.buffer);
    view.setUint16(0, 0x7801);
    let at = 2;
    for (let block = 0; block < blocks; block += 1) {
      const from = block * longestBlock;
      const piece = data.subarray(from, from + longestBlock);
      view.setUint8(at, block === blocks - 1 ? 1 : 0);
      view.setUint16(at + 1, piece.length, true);
      view.setUint16(at + 3, ~piece.length, true);
      stream.set(piece, at + 5);
      at += 5 + piece.length;
    }
    view.setUint32(at, adler32(data));
    return stream;
  }
}

function adler32(data: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (const byte of data) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  return high * 65536 + low;
}
