import { randomBytes } from "node:crypto";
import { connect, type TLSSocket } from "node:tls";

export interface Upgraded {
  /** Status line and headers of the answer; empty when none came in time. */
  head: string;
  /** The next message, or undefined when the connection has ended. */
  next(): Promise<Received | undefined>;
  send(payload: Uint8Array | string, opcode?: number): void;
  /** Bytes as they are: for frames that break the rules. */
  sendRaw(bytes: Uint8Array): void;
  close(): void;
  readonly hasEnded: boolean;
}

export interface Received {
  opcode: number;
  payload: Buffer;
}

export interface UpgradeRequest {
  port: number;
  ca: string;
  path: string;
  headers: [string, string][];
  /** How long to wait for the answer. */
  timeoutMs?: number;
}

/** Opens a WebSocket by hand, so that a test sees each byte of it. */
export async function upgrade({
  port,
  ca,
  path,
  headers,
  timeoutMs = 5000,
}: UpgradeRequest): Promise<Upgraded> {
  const socket = connect({ host: "127.0.0.1", port, ca });
  let buffered: Buffer = Buffer.alloc(0);
  let hasEnded = false;
  let notify: () => void = () => undefined;
  socket.on("data", (chunk: Buffer) => {
    buffered = Buffer.concat([buffered, chunk]);
    notify();
  });
  const end = () => {
    hasEnded = true;
    notify();
  };
  socket.on("close", end);
  socket.on("end", end);
  socket.on("error", end);
  const lines = headers
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");
  socket.write(`GET ${path} HTTP/1.1\r\n${lines}\r\n`);

  const until = (isReady: () => boolean, milliseconds: number) =>
    new Promise<boolean>((resolve) => {
      const timer = setTimeout(resolve, milliseconds, false);
      notify = () => {
        if (!isReady() && !hasEnded) return;
        clearTimeout(timer);
        resolve(isReady());
      };
      notify();
    });

  const hasHead = await until(() => buffered.includes("\r\n\r\n"), timeoutMs);
  const headEnd = hasHead ? buffered.indexOf("\r\n\r\n") + 4 : 0;
  const head = buffered.toString("utf8", 0, headEnd);
  buffered = buffered.subarray(headEnd);
  return {
    head,
    next: async () => {
      await until(() => frameIn(buffered) !== undefined, timeoutMs);
      const frame = frameIn(buffered);
      if (frame === undefined) return undefined;
      buffered = buffered.subarray(frame.size);
      return frame;
    },
    send: (payload, opcode = 2) => {
      write(socket, maskedFrame(opcode, Buffer.from(payload)));
    },
    sendRaw: (bytes) => {
      write(socket, bytes);
    },
    close: () => {
      socket.destroy();
    },
    get hasEnded() {
      return hasEnded;
    },
  };
}

function write(socket: TLSSocket, bytes: Uint8Array): void {
  if (!socket.destroyed) socket.write(bytes);
}

export const upgradeHeaders = (token: string): [string, string][] => [
  ["Host", "127.0.0.1"],
  ["Connection", "Upgrade"],
  ["Upgrade", "websocket"],
  ["Sec-WebSocket-Version", "13"],
  ["Sec-WebSocket-Key", randomBytes(16).toString("base64")],
  ["Authorization", `PVEAPIToken=${token}`],
];

function maskedFrame(opcode: number, payload: Buffer): Buffer {
  const mask = randomBytes(4);
  const masked = payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0));
  const { length } = payload;
  const head =
    length < 126
      ? Buffer.from([0x80 | opcode, 0x80 | length])
      : Buffer.from([0x80 | opcode, 0x80 | 126, length >> 8, length & 0xff]);
  return Buffer.concat([head, mask, masked]);
}

function frameIn(buffer: Buffer): (Received & { size: number }) | undefined {
  if (buffer.length < 2) return undefined;
  let length = (buffer[1] ?? 0) & 0x7f;
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
  if (buffer.length < at + length) return undefined;
  return {
    opcode: (buffer[0] ?? 0) & 0x0f,
    payload: buffer.subarray(at, at + length),
    size: at + length,
  };
}
