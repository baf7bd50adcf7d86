import {
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { type Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import { refuse, sendError } from "./responses.ts";

const host = "127.0.0.1";

/** RFC 9110, section 7.6.1: these concern one connection only. */
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Passes a request on and its answer back, both as they come: an answer may go on for minutes. */
export async function proxyRequest(
  incoming: IncomingMessage,
  response: ServerResponse,
  target: { port: number; path: string },
): Promise<void> {
  const outgoing = httpRequest({
    host,
    port: target.port,
    path: target.path,
    method: incoming.method,
    headers: { ...passedOn(incoming.headers), ...forwarded(incoming) },
    agent: false,
  });
  // The caller has gone: whoever works for the answer is to know.
  response.once("close", () => outgoing.destroy());

  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.once("response", resolve);
      outgoing.once("error", reject);
      incoming.once("error", reject);
      incoming.pipe(outgoing);
    });
    response.writeHead(answer.statusCode ?? 502, passedOn(answer.headers));
    response.flushHeaders();
    await pipeline(answer, response);
  } catch {
    if (response.headersSent) response.destroy();
    else
      sendError(
        response,
        503,
        "internal",
        "The functions gave no answer. Try again.",
      );
  }
}

/**
 * WebSocket: from the upgrade on, bytes pass both ways unread. Without one the connection ends with its answer: what came on it next would
 * go past all that is looked at here.
 */
export function proxyUpgrade(
  incoming: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  target: { port: number; path: string },
): void {
  const outgoing = httpRequest({
    host,
    port: target.port,
    path: target.path,
    headers: { ...incoming.headers, ...forwarded(incoming) },
    agent: false,
  });
  const leave = () => outgoing.destroy();
  socket.once("close", leave);
  outgoing.once("error", () => {
    if (socket.writable) refuse(socket, 503);
  });
  outgoing.once("upgrade", (answer, upstream, upstreamHead) => {
    socket.off("close", leave);
    socket.write(headOf(answer, answer.headers));
    socket.write(upstreamHead);
    upstream.write(head);
    const end = () => {
      socket.destroy();
      upstream.destroy();
    };
    upstream.once("error", end);
    upstream.once("close", () => socket.end());
    socket.once("error", end);
    socket.once("close", end);
    upstream.pipe(socket);
    socket.pipe(upstream);
  });
  outgoing.once("response", (answer) => {
    socket.write(
      headOf(answer, { ...passedOn(answer.headers), connection: "close" }),
    );
    answer.pipe(socket);
  });
  outgoing.end();
}

function headOf(
  { statusCode, statusMessage }: IncomingMessage,
  headers: IncomingHttpHeaders,
): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one) => `${name}: ${one}`),
  );
  return [
    `HTTP/1.1 ${String(statusCode ?? 502)} ${statusMessage ?? ""}`,
    ...lines,
    "",
    "",
  ].join("\r\n");
}

/** What the caller says about its own address counts for nothing: ours is the first hop we know of. */
function forwarded(incoming: IncomingMessage): Record<string, string> {
  return {
    "x-forwarded-for": incoming.socket.remoteAddress ?? "",
    "x-forwarded-host": incoming.headers.host ?? "",
    "x-forwarded-proto": "http",
  };
}

function passedOn(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = new Set(
    (headers.connection ?? "")
      .split(",")
      .map((name) => name.trim().toLowerCase()),
  );
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !hopByHop.has(name) && !named.has(name),
    ),
  );
}
