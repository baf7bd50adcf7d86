import { createHash } from "node:crypto";
import type { Duplex } from "node:stream";
import type { Channel } from "../console/consoles.ts";

/* RFC 6455 as pveproxy speaks it: strict about what it reads, silent about what it does not like, and without a goodbye. */

const magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const maxPayload = 128 * 1024;

const opcodes = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export function handshake(key: string, protocol: string | undefined): string {
  const accept = createHash("sha1").update(`${key}${magic}`).digest("base64");
  const echoed =
    protocol === undefined ? "" : `Sec-WebSocket-Protocol: ${protocol}\r\n`;
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${echoed}\r\n`;
}

export function frame(opcode: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const head =
    length < 126
      ? Buffer.from([0x80 | opcode, length])
      : length < 0x10000
        ? Buffer.from([0x80 | opcode, 126, length >> 8, length & 0xff])
        : longHead(opcode, length);
  return Buffer.concat([head, payload]);
}

function longHead(opcode: number, length: number): Buffer {
  const head = Buffer.alloc(10);
  head[0] = 0x80 | opcode;
  head[1] = 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

/** The socket, already upgraded, as a channel of bytes. */
export function websocketChannel(socket: Duplex, rest: Buffer): Channel {
  let buffered: Buffer = rest;
  let isDeaf = false;
  let listener: ((bytes: Buffer) => void) | undefined;
  const early: Buffer[] = [];

  const deliver = (payload: Buffer) => {
    if (listener === undefined) early.push(payload);
    else listener(payload);
  };

  function read(): void {
    for (
      let next = parseFrame(buffered);
      next !== undefined && !isDeaf;
      next = parseFrame(buffered)
    ) {
      if (next === "violation") {
        isDeaf = true;
        return;
      }
      buffered = buffered.subarray(next.size);
      if (next.opcode === opcodes.text || next.opcode === opcodes.binary)
        deliver(next.payload);
      else if (next.opcode === opcodes.ping)
        socket.write(frame(opcodes.pong, next.payload));
      else if (next.opcode === opcodes.close) socket.end();
    }
  }

  socket.on("data", (chunk: Buffer) => {
    if (isDeaf) return;
    buffered = Buffer.concat([buffered, chunk]);
    read();
  });
  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => {
      resolve();
    });
  });
  read();
  return {
    closed,
    send: (bytes) => {
      if (socket.destroyed || !socket.writable) return;
      // What is longer than a frame may be goes out as several messages.
      for (let at = 0; at < bytes.length; at += maxPayload)
        socket.write(
          frame(opcodes.binary, bytes.subarray(at, at + maxPayload)),
        );
    },
    close: () => {
      socket.end();
    },
    onData: (wanted) => {
      listener = wanted;
      for (const payload of early.splice(0)) wanted(payload);
    },
  };
}

interface Frame {
  opcode: number;
  payload: Buffer;
  size: number;
}

/** undefined: not all there yet. Unmasked, fragmented, reserved bits or too long is a violation. */
function parseFrame(buffer: Buffer): Frame | "violation" | undefined {
  const [first, second] = buffer;
  if (first === undefined || second === undefined) return undefined;
  const isFinal = (first & 0x80) !== 0;
  const hasReserved = (first & 0x70) !== 0;
  const isMasked = (second & 0x80) !== 0;
  if (!isFinal || hasReserved || !isMasked) return "violation";
  let length = second & 0x7f;
  let at = 2;
  if (length === 126) {
    if (buffer.length < 4) return undefined;
    length = buffer.readUInt16BE(2);
    at = 4;
  } else if (length === 127) {
    if (buffer.length < 10) return undefined;
    length = Number(buffer.readBigUInt64BE(2));
    at = 10;
  }
  if (length > maxPayload) return "violation";
  if (buffer.length < at + 4 + length) return undefined;
  const mask = buffer.subarray(at, at + 4);
  const payload = Buffer.from(buffer.subarray(at + 4, at + 4 + length));
  for (let index = 0; index < length; index++)
    payload[index] = (payload[index] ?? 0) ^ (mask[index % 4] ?? 0);
  return { opcode: first & 0x0f, payload, size: at + 4 + length };
}
