import * as z from "zod/mini";
import type {
  AnyEndpoint,
  EndpointInput,
  EndpointResponse,
} from "@contract/endpoint.ts";
import { AppError, errorBodySchema, type ErrorCode } from "@contract/errors.ts";
import { listServers, serverPermissions } from "@contract/serverList.ts";
import { listVms } from "@contract/vms.ts";
import { environment } from "@/lib/env.ts";
import {
  MusterError,
  hasName,
  isAbort,
  unreachableError,
} from "@/lib/errors.ts";
import { waitForLimit } from "@/lib/patience.ts";
import { authorizedFetch } from "@/lib/session.ts";
import { parseJson, readVmLine, type ReadLine } from "@/lib/vmLines.ts";

/** The one door to the functions: a line an endpoint. Every failure is an AppError, but for the abort of a request that nobody waits for any more. */
export const api = {
  listServers: call(listServers),
  serverPermissions: call(serverPermissions),
  listVms: call(listVms),
};

/** Longer than any deadline of the functions: what is still silent then is the way to them. */
const timeoutMs = 30_000;

/** An endpoint as a function. Endpoints of parts that are loaded later have doors of their own: actionApi, guestApi, serverApi, taskApi. */
export function call<E extends AnyEndpoint>(
  endpoint: E,
  /** Whether a limit is waited out here, or is the caller's affair. */
  { isPatient = true } = {},
) {
  return (input: EndpointInput<E>, signal?: AbortSignal) =>
    callEndpoint(endpoint, input, signal, isPatient);
}

async function callEndpoint<E extends AnyEndpoint>(
  endpoint: E,
  input: EndpointInput<E>,
  signal: AbortSignal | undefined,
  isPatient: boolean,
): Promise<EndpointResponse<E>> {
  const accept = "application/json";
  const response = await send(endpoint, input, accept, signal, isPatient);
  const body = response.status === 204 ? undefined : await readJson(response);
  const parsed = z.safeParse(endpoint.response, body);
  if (!parsed.success) throw notUnderstood(response, parsed.error);
  // The schema of this very endpoint has just said so.
  return parsed.data as EndpointResponse<E>;
}

/** The list, a server at a time, each the moment its answer is known; and its end. What is `known` of a server is not read twice. */
export async function* streamVms(
  input: EndpointInput<typeof listVms>,
  signal?: AbortSignal,
  known: Parameters<typeof readVmLine>[1] = () => undefined,
): AsyncGenerator<ReadLine, void, undefined> {
  const response = await send(listVms, input, "application/x-ndjson", signal);
  for await (const text of readLines(response)) {
    let line: ReadLine;
    try {
      line = readVmLine(text, known);
    } catch (error) {
      throw notUnderstood(response, error);
    }
    yield line;
    if (line.type === "end") return;
  }
  throw new MusterError(
    "reset",
    "The list of guests broke off before its end",
    requestIdOf(response),
  );
}

async function send<E extends AnyEndpoint>(
  endpoint: E,
  input: EndpointInput<E>,
  accept: string,
  signal: AbortSignal | undefined,
  isPatient = true,
): Promise<Response> {
  for (let waits = 0; ; waits += 1) {
    const response = await sendOnce(endpoint, input, accept, signal);
    if (response.status === endpoint.status) return response;
    const failure = await failureOf(response);
    if (!isPatient || !(await waitForLimit(failure, waits, signal)))
      throw failure;
  }
}

async function sendOnce<E extends AnyEndpoint>(
  endpoint: E,
  input: EndpointInput<E>,
  accept: string,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const { url, body } = requestOf(endpoint, input);
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return await authorizedFetch(url, {
      method: endpoint.method,
      headers: {
        accept,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      body: body ?? null,
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
  } catch (error) {
    throw timeout.aborted ? noAnswer(error) : error;
  }
}

/** Fields named in the path go there; the others into the query (GET, DELETE) or the JSON body (POST, PUT). */
export function requestOf(
  { functionName, method, path }: AnyEndpoint,
  input: unknown,
): { url: string; body: string | undefined } {
  const takesBody = method === "POST" || method === "PUT";
  // An address has no null: the operator's server, whose id it is, is meant where none is named.
  const fields = new Map(
    Object.entries(input as Record<string, unknown>).filter(
      ([, value]) => value !== undefined && (takesBody || value !== null),
    ),
  );
  const filledPath = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(fields.get(name));
    fields.delete(name);
    return encodeURIComponent(value);
  });
  const url = `${environment().supabaseUrl}/functions/v1/${functionName}${filledPath}`;

  if (takesBody) {
    return { url, body: JSON.stringify(Object.fromEntries(fields)) };
  }
  const query = new URLSearchParams(
    [...fields].map(([name, value]) => [name, String(value)]),
  );
  return { url: fields.size > 0 ? `${url}?${query}` : url, body: undefined };
}

async function failureOf(response: Response): Promise<AppError> {
  const body = errorBodySchema.safeParse(await readJson(response));
  const retryAfter = Number(response.headers.get("retry-after"));
  const options = {
    ...requestIdOf(response),
    ...(retryAfter > 0 ? { retryAfterSeconds: retryAfter } : {}),
  };
  if (!body.success) {
    const code = codeOfForeignStatus[response.status] ?? "internal";
    const message = `Muster's functions answered ${String(response.status)} without a reason`;
    return new MusterError(code, message, options);
  }
  const { code, message, requestId, fields } = body.data.error;
  return new AppError(code, message, {
    ...options,
    requestId,
    ...(fields ? { fields } : {}),
  });
}

/** What the platform in front of the functions answers by itself, in its own words. */
const codeOfForeignStatus: Partial<Record<number, ErrorCode>> = {
  401: "unauthorized",
  403: "forbidden",
  413: "payload_too_large",
  429: "rate_limited",
  504: "timeout",
};

function noAnswer(cause: unknown): AppError {
  return new MusterError(
    "timeout",
    `Muster gave no answer within ${String(timeoutMs / 1000)} s`,
    { cause },
  );
}

function notUnderstood(response: Response, cause: unknown): AppError {
  return new MusterError(
    "invalid_response",
    "Muster's answer is not what this page expects. Reload the page: it may be older than the server",
    { ...requestIdOf(response), cause },
  );
}

function requestIdOf(response: Response): { requestId?: string } {
  const requestId =
    response.headers.get("x-request-id") ??
    response.headers.get("sb-request-id");
  return requestId ? { requestId } : {};
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return parseJson(await response.text());
  } catch (error) {
    throw brokenOff(error);
  }
}

async function* readLines(response: Response): AsyncGenerator<string> {
  const reader = response.body?.getReader();
  if (!reader) return;
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const lines = (rest + decoder.decode(value, { stream: true })).split(
        "\n",
      );
      rest = lines.pop() ?? "";
      yield* lines.filter((line) => line.trim() !== "");
    }
    if (rest.trim() !== "") yield rest;
  } catch (error) {
    throw brokenOff(error);
  } finally {
    // Whoever stops reading early ends the request.
    await reader.cancel().catch(() => undefined);
  }
}

function brokenOff(error: unknown): unknown {
  if (isAbort(error)) return error;
  if (hasName(error, "TimeoutError")) return noAnswer(error);
  return unreachableError(error);
}
