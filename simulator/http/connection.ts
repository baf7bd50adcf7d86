import type { Duplex } from "node:stream";
import type { Fault } from "../faults.ts";
import type { Timing } from "../state.ts";
import { spoil } from "./spoil.ts";
import {
  maxHeadBytes,
  parseHead,
  plainAnswer,
  serializeAnswer,
  type HttpAnswer,
  type HttpRequest,
} from "./message.ts";

/** Instead of an answer: the socket is somebody else's from now on, with what has been read of it already. */
export interface Takeover {
  takeOver(socket: Duplex, rest: Buffer): void;
}

/** Instead of an answer: nothing, ever. The connection stays open. */
export const silence = Symbol("silence");

export type Outcome = HttpAnswer | Takeover | typeof silence;

export interface ConnectionOptions {
  timing: Timing;
  respond: (request: HttpRequest) => Promise<Outcome>;
  /** What ails the server just now. */
  fault: () => Fault | null;
}

const requestsPerConnection = 100;
const maxBodyBytes = 512 * 1024;
const methods = new Set(["GET", "POST", "PUT", "DELETE"]);

/** Serves one connection, one request after the other, as AnyEvent.pm does. */
export function serveConnection(
  socket: Duplex,
  options: ConnectionOptions,
): void {
  const { timing } = options;
  let buffered: Buffer = Buffer.alloc(0);
  let served = 0;
  let isBusy = false;
  let idle = closeAfter(timing.keepAliveMs);

  function closeAfter(milliseconds: number): NodeJS.Timeout {
    const timer = setTimeout(() => socket.destroy(), milliseconds);
    timer.unref();
    return timer;
  }

  const read = (chunk: Buffer) => {
    buffered = Buffer.concat([buffered, chunk]);
    next();
  };

  /** Too much header, or none that we can read: the connection is let go without a word. */
  function giveUp(): void {
    socket.off("data", read);
    socket.resume();
    clearTimeout(idle);
    idle = closeAfter(timing.headersMs);
  }

  function next(): void {
    if (isBusy || socket.destroyed) return;
    const end = buffered.indexOf("\r\n\r\n");
    const isTooLong =
      end > maxHeadBytes || (end === -1 && buffered.length > maxHeadBytes);
    if (end === -1 && !isTooLong) return;
    const head = isTooLong
      ? undefined
      : parseHead(buffered.toString("latin1", 0, end));
    if (head === undefined) {
      giveUp();
      return;
    }
    const refused = refusedByHead(head);
    const length =
      refused === undefined
        ? Number(head.headers.get("content-length") ?? 0)
        : 0;
    if (buffered.length < end + 4 + length) return;
    const body = buffered.subarray(end + 4, end + 4 + length);
    buffered = buffered.subarray(end + 4 + length);
    clearTimeout(idle);
    isBusy = true;
    served++;
    const outcome =
      refused === undefined
        ? options.respond({ ...head, body })
        : Promise.resolve(refused);
    outcome.then(finish, (error: unknown) => {
      socket.destroy(error instanceof Error ? error : undefined);
    });
  }

  function finish(outcome: Outcome): void {
    if (socket.destroyed || outcome === silence) return;
    if ("takeOver" in outcome) {
      socket.off("data", read);
      outcome.takeOver(socket, buffered);
      return;
    }
    const closes = outcome.closes || served >= requestsPerConnection;
    const bytes = serializeAnswer({ ...outcome, closes });
    if (spoil(socket, bytes, options.fault())) return;
    if (closes) {
      socket.end(bytes);
      return;
    }
    socket.write(bytes);
    isBusy = false;
    idle = closeAfter(timing.keepAliveMs);
    next();
  }

  socket.on("data", read);
  socket.on("error", () => {
    socket.destroy();
  });
  socket.on("close", () => {
    clearTimeout(idle);
  });
}

/** What is refused before the body is read, so that a body too large need not arrive first. */
function refusedByHead({
  method,
  headers,
}: Omit<HttpRequest, "body">): HttpAnswer | undefined {
  if (!methods.has(method))
    return plainAnswer(501, `method '${method}' not available`);
  if (headers.has("transfer-encoding")) {
    const text = "chunked transfer encoding not supported";
    return plainAnswer(501, text, text);
  }
  const length = Number(headers.get("content-length") ?? 0);
  if (!Number.isInteger(length) || length < 0)
    return plainAnswer(400, "Bad Request");
  if (length > 0 && method !== "PUT" && method !== "POST") {
    const text = `Unexpected content for method '${method}'`;
    return plainAnswer(501, text, text);
  }
  if (length > maxBodyBytes)
    return plainAnswer(501, "for data too large", "for data too large");
  const contentType = headers.get("content-type")?.split(";", 1)[0]?.trim();
  if (
    length > 0 &&
    contentType !== undefined &&
    !contentTypes.has(contentType)
  ) {
    const text = `upload 'Content-Type '${contentType}' not implemented`;
    return plainAnswer(506, text, text);
  }
  return undefined;
}

const contentTypes = new Set([
  "",
  "application/x-www-form-urlencoded",
  "application/json",
]);
