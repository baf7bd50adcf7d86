import { setImmediate } from "node:timers";
import { type Dispatcher, Pool } from "undici";
import { AppError } from "../../contract/errors.ts";
import { hostWithPort } from "../../contract/host.ts";
import type { Trust } from "../../contract/servers.ts";
import type { AddressPolicy, ResolveDns } from "./address.ts";
import { ByteDuplex } from "./duplex.ts";
import { TransportFault } from "./fault.ts";
import { openStream } from "./open.ts";
import { Turns } from "./turns.ts";

const maxBodyBytes = 8 * 1024 * 1024;
const maxHeaderBytes = 64 * 1024;
const maxConnections = 4;

/** undici's own queue knows no signal: it would dial for requests that were given up long ago, and a dead server would never be left alone. */
const turns = new WeakMap<Dispatcher, Turns>();

export interface HttpRequest {
  method: "GET" | "POST" | "PUT" | "DELETE";
  path: string;
  headers: Record<string, string>;
  body?: string;
  signal: AbortSignal;
}

export interface HttpAnswer {
  status: number;
  /** The reason phrase: Proxmox VE says there what went wrong, and before 8.4 only there. */
  reason: string;
  headers: Partial<Record<string, string | string[]>>;
  body: string;
}

/** Keep-alive connections to one server. They dial by our own rules: `openStream` checks every address. */
export function openPool(
  host: string,
  port: number,
  trust: Trust,
  policy: AddressPolicy,
  resolveDns?: ResolveDns,
): Pool {
  return new Pool(`https://${hostWithPort(host, port)}`, {
    connect: (_options, callback) => {
      openStream(host, port, trust, policy, resolveDns).then(
        // undici asks for a net.Socket and uses what a Duplex has, and the setters that ByteDuplex answers.
        (stream) => callback(null, new ByteDuplex(stream) as never),
        (error: unknown) =>
          callback(
            error instanceof Error ? error : new Error(String(error)),
            null,
          ),
      );
    },
    connections: maxConnections,
    pipelining: 1,
    // pveproxy closes a connection that is idle for 5 s, and every connection after 100 requests. undici counts from 0.
    keepAliveTimeout: 3_000,
    keepAliveMaxTimeout: 3_000,
    maxRequestsPerClient: 99,
    maxHeaderSize: maxHeaderBytes,
    // The whole exchange has a deadline, which is exact; undici's own timers tick by the second.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

/**
 * One request and its whole answer. Redirects are answers like any other, and no compression is asked for: what is counted is what is stored.
 * A request that may have changed something and whose answer is lost ends as `unknown_outcome`: it must never be sent again.
 */
export async function exchange(
  pool: Dispatcher,
  request: HttpRequest,
): Promise<HttpAnswer> {
  const { signal } = request;
  const poolTurns = turns.get(pool) ?? new Turns(maxConnections);
  turns.set(pool, poolTurns);
  await poolTurns.take(signal).catch(() => {
    throw abortError(signal);
  });
  return await dispatch(pool, request, () => poolTurns.end());
}

/** `end` is called once undici is done with it, which may be long after somebody gave it up. */
function dispatch(
  pool: Dispatcher,
  request: HttpRequest,
  end: () => void,
): Promise<HttpAnswer> {
  const { method, path, headers, body = null, signal } = request;
  return new Promise((resolve, reject) => {
    let connection: Dispatcher.DispatchController | undefined;
    const answer = {
      status: 0,
      reason: "",
      headers: {} as HttpAnswer["headers"],
    };
    const chunks: Uint8Array[] = [];
    let bodyBytes = 0;

    const fail = (error: Error) => {
      signal.removeEventListener("abort", abort);
      const wasSent = connection !== undefined;
      reject(
        wasSent && method !== "GET"
          ? new TransportFault("unknown_outcome", undefined, { cause: error })
          : error,
      );
    };
    // undici does not look at a signal while it connects: so we settle ourselves, and refuse in onRequestStart what comes too late.
    const abort = () => {
      const error = abortError(signal);
      fail(error);
      connection?.abort(error);
    };
    if (signal.aborted) {
      end();
      reject(abortError(signal));
      return;
    }
    signal.addEventListener("abort", abort, { once: true });

    pool.dispatch(
      { method, path, headers, body },
      {
        onRequestStart(controller) {
          if (signal.aborted) controller.abort(abortError(signal));
          else connection = controller;
        },
        onResponseStart(controller, status, responseHeaders, reason) {
          Object.assign(answer, {
            status,
            headers: responseHeaders,
            reason: reason ?? "",
          });
          if (Number(responseHeaders["content-length"]) > maxBodyBytes)
            controller.abort(new TransportFault("too_large"));
        },
        onResponseData(controller, chunk) {
          bodyBytes += chunk.length;
          if (bodyBytes > maxBodyBytes)
            controller.abort(new TransportFault("too_large"));
          else chunks.push(chunk);
        },
        onResponseEnd() {
          signal.removeEventListener("abort", abort);
          const whole = { ...answer, body: decode(chunks, bodyBytes) };
          // undici takes the connection back in the next turn of the event loop; whoever asks again at once would dial a second one.
          queueMicrotask(() =>
            setImmediate(() => {
              end();
              resolve(whole);
            }),
          );
        },
        onResponseError(_controller, error) {
          // Once undici has let go of the connection that failed.
          queueMicrotask(end);
          fail(httpFault(error));
        },
      },
    );
  });
}

/** A deadline is a `timeout`; whoever gave up for another reason gets that reason back. */
function abortError(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  if (reason instanceof DOMException && reason.name === "TimeoutError")
    return new TransportFault("timeout", undefined, { cause: reason });
  return reason instanceof Error
    ? reason
    : new DOMException("The request was given up", "AbortError");
}

const utf8 = new TextDecoder();

function decode(chunks: Uint8Array[], length: number): string {
  if (chunks.length === 1) return utf8.decode(chunks[0]);
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return utf8.decode(bytes);
}

const notHttp = ["HTTPParserError", "ResponseContentLengthMismatchError"];

/** Our own faults and refusals come through undici as they are; the rest are its own, and those of Deno's sockets. */
function httpFault(error: Error): Error {
  if (
    error instanceof TransportFault ||
    error instanceof AppError ||
    error.name === "AbortError"
  )
    return error;
  const cause = { cause: error };
  if (error.name === "HeadersOverflowError")
    return new TransportFault("too_large", undefined, cause);
  // Without the cause: it holds the answer, which may repeat our token.
  if (notHttp.includes(error.name))
    return new TransportFault("invalid_response");
  // undici refuses what it was asked to send: that is our mistake, and no fault of the way.
  if (error.name === "InvalidArgumentError") return error;
  return new TransportFault("reset", undefined, cause);
}
