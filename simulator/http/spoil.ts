import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { Socket } from "node:net";
import type { Fault, FaultKind } from "../faults.ts";

const dripMs = 100;
const blockMs = 5;
const blockBytes = 64 * 1024;
const hugeBytes = 12 * 1024 * 1024;

type Spoiler = (socket: Duplex, answer: Buffer, fault: Fault) => void;

const spoilers: Partial<Record<FaultKind, Spoiler>> = {
  "lost-answer": reset,
  "reset-body": (socket, answer) => {
    sendAndReset(socket, answer.subarray(0, Math.ceil(answer.length / 2)));
  },
  "reset-after": sendAndReset,
  truncated: (socket, answer) => {
    socket.end(
      answer.subarray(0, answer.length - Math.ceil(bodyLength(answer) / 2)),
    );
  },
  "bad-json": sendBody('{"data":[{"id":"qemu/100",'),
  "no-data": sendBody('{"result":[]}'),
  empty: sendBody(""),
  html: sendBody(
    "<!DOCTYPE html><title>Router</title><h1>It works!</h1>",
    "text/html",
  ),
  huge: (socket, answer) => {
    socket.end(
      withBody(answer, JSON.stringify({ data: "x".repeat(hugeBytes) })),
    );
  },
  endless: pour,
  drip: (socket, answer, { value }) => {
    drip(socket, answer, value ?? dripMs);
  },
};

/** Sends the answer the way the fault would have it; false when the fault is not about sending. */
export function spoil(
  socket: Duplex,
  answer: Buffer,
  fault: Fault | null,
): boolean {
  const spoiler = fault === null ? undefined : spoilers[fault.kind];
  if (fault === null || spoiler === undefined) return false;
  spoiler(socket, answer, fault);
  return true;
}

function sendBody(body: string, contentType?: string): Spoiler {
  return (socket, answer) => {
    socket.end(withBody(answer, body, contentType));
  };
}

/** What is on its way should arrive before the reset does. */
const resetDelayMs = 20;

function sendAndReset(socket: Duplex, bytes: Buffer): void {
  socket.write(bytes, () => {
    setTimeout(reset, resetDelayMs, socket);
  });
}

/** A TCP reset, also below TLS. */
export function reset(socket: Duplex): void {
  const below: unknown =
    socket instanceof TLSSocket ? Reflect.get(socket, "_parent") : socket;
  if (below instanceof Socket) below.resetAndDestroy();
  else if (socket instanceof Socket) socket.resetAndDestroy();
  socket.destroy();
}

const headEnd = (answer: Buffer) => answer.indexOf("\r\n\r\n") + 4;
const bodyLength = (answer: Buffer) => answer.length - headEnd(answer);

function withBody(
  answer: Buffer,
  body: string,
  contentType = "application/json;charset=UTF-8",
): string {
  return `${headWith(answer, [`Content-Length: ${String(Buffer.byteLength(body))}`, `Content-Type: ${contentType}`])}${body}`;
}

/** The answer's own headers, but for those of its body and its connection. */
function headWith(answer: Buffer, more: string[]): string {
  const lines = answer.toString("utf8", 0, headEnd(answer) - 4).split("\r\n");
  const kept = lines.filter(
    (line) => !/^(?:Content-(?:Length|Type|Encoding)|Connection):/.test(line),
  );
  return `${[...kept, "Connection: close", ...more].join("\r\n")}\r\n\r\n`;
}

function pour(socket: Duplex, answer: Buffer): void {
  socket.write(
    `${headWith(answer, ["Content-Type: application/json;charset=UTF-8"])}{"data":[`,
  );
  const block = Buffer.alloc(blockBytes, '{"id":"qemu/100"},');
  const timer = setInterval(() => {
    if (socket.writableNeedDrain) return;
    socket.write(block);
  }, blockMs);
  socket.once("close", () => {
    clearInterval(timer);
  });
}

function drip(socket: Duplex, answer: Buffer, everyMs: number): void {
  let sent = 0;
  const timer = setInterval(() => {
    if (sent === answer.length) {
      clearInterval(timer);
      socket.end();
      return;
    }
    socket.write(answer.subarray(sent, ++sent));
  }, everyMs);
  socket.once("close", () => {
    clearInterval(timer);
  });
}
