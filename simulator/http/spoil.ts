import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { Socket } from "node:net";
import type { Fault } from "../faults.ts";

const dripMs = 100;
const blockMs = 5;
const blockBytes = 64 * 1024;
const hugeBytes = 12 * 1024 * 1024;

/** Sends the answer the way the fault would have it; false when the fault is not about sending. */
export function spoil(
  socket: Duplex,
  answer: Buffer,
  fault: Fault | null,
): boolean {
  switch (fault?.kind) {
    case "lost-answer":
      reset(socket);
      return true;
    case "reset-body":
      socket.write(answer.subarray(0, Math.ceil(answer.length / 2)), () => {
        setTimeout(reset, 20, socket);
      });
      return true;
    case "reset-after":
      socket.write(answer, () => {
        setTimeout(reset, 20, socket);
      });
      return true;
    case "truncated":
      socket.end(
        answer.subarray(0, answer.length - Math.ceil(bodyLength(answer) / 2)),
      );
      return true;
    case "bad-json":
      socket.end(withBody(answer, '{"data":[{"id":"qemu/100",'));
      return true;
    case "no-data":
      socket.end(withBody(answer, '{"result":[]}'));
      return true;
    case "empty":
      socket.end(withBody(answer, ""));
      return true;
    case "html":
      socket.end(
        withBody(
          answer,
          "<!DOCTYPE html><title>Router</title><h1>It works!</h1>",
          "text/html",
        ),
      );
      return true;
    case "huge":
      socket.end(
        withBody(answer, JSON.stringify({ data: "x".repeat(hugeBytes) })),
      );
      return true;
    case "endless":
      pour(socket, answer);
      return true;
    case "drip":
      drip(socket, answer, fault.value ?? dripMs);
      return true;
    default:
      return false;
  }
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
