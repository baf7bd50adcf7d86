import type { Pool } from "undici";
import * as z from "zod/mini";
import { AppError } from "../contract/errors.ts";
import type { Certificate } from "../contract/serverList.ts";
import { presentedCertificate } from "./certificate.ts";
import { explainAnswer, explainFault, invalidResponse } from "./failures.ts";
import type { ApiPath } from "./path.ts";
import { poolFor } from "./pool.ts";
import type { ProxmoxTarget } from "./target.ts";
import {
  addressPolicyFromEnvironment,
  type AddressPolicy,
  checkHost,
} from "./transport/address.ts";
import { TransportFault } from "./transport/fault.ts";
import {
  exchange,
  type HttpAnswer,
  type HttpRequest,
} from "./transport/http.ts";
import { within } from "./transport/within.ts";

/** For a whole request, its connection included. */
const defaultTimeoutMs = 8_000;
const certificateTimeoutMs = 1_500;

type ParameterValue = string | number | boolean | undefined;
/** In the query of GET and DELETE, in the form of POST and PUT. A list repeats its key; true and false are 1 and 0. */
export type Parameters = Record<string, ParameterValue | ParameterValue[]>;

export interface RequestOptions<Schema extends z.ZodMiniType> {
  /** What the `data` of the answer is believed to be. */
  schema: Schema;
  /** For the whole exchange, a repetition included. */
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
}

type Request = <Schema extends z.ZodMiniType>(
  path: ApiPath,
  parameters: Parameters,
  options: RequestOptions<Schema>,
) => Promise<z.output<Schema>>;

/** Proxmox VE's API with one token. Every failure is an AppError with words to show, but for the reason of a `signal` that gave up. */
export interface ProxmoxClient {
  target: ProxmoxTarget;
  policy: AddressPolicy;
  get: Request;
  post: Request;
  put: Request;
  delete: Request;
}

export interface ConnectOptions {
  policy?: AddressPolicy;
  /** Connections of its own, instead of those that are kept for this server. */
  pool?: Pool;
}

export function connect(
  target: ProxmoxTarget,
  options: ConnectOptions = {},
): ProxmoxClient {
  const policy = options.policy ?? addressPolicyFromEnvironment();
  const pool = options.pool;

  const method =
    (name: HttpRequest["method"]): Request =>
    async (
      path,
      parameters,
      { schema, timeoutMs = defaultTimeoutMs, signal },
    ) => {
      const startedAt = performance.now();
      const deadline = AbortSignal.timeout(timeoutMs);
      const request = {
        ...requestLine(name, path, parameters),
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      };
      const answer = await send(target, policy, pool, request).catch(
        async (error: unknown) => {
          const leftMs = startedAt + timeoutMs - performance.now();
          const certificate = await certificateFor(
            error,
            target,
            policy,
            leftMs,
          );
          throw explainFault(target, error, timeoutMs, certificate);
        },
      );
      if (answer.status !== 200) throw explainAnswer(target, answer, path);
      return readData(target, answer, schema);
    };

  return {
    target,
    policy,
    get: method("GET"),
    post: method("POST"),
    put: method("PUT"),
    delete: method("DELETE"),
  };
}

type Call = Pick<HttpRequest, "method" | "path" | "headers" | "body">;

function requestLine(
  method: HttpRequest["method"],
  path: ApiPath,
  parameters: Parameters,
): Call {
  const form = encode(parameters);
  // Proxmox VE refuses a DELETE with a body (501), so its parameters go where those of GET go.
  if (method === "GET" || method === "DELETE")
    return {
      method,
      path: form === "" ? path : `${path}?${form}`,
      headers: {},
    };
  return {
    method,
    path,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: form,
  };
}

function encode(parameters: Parameters): string {
  const form = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined)
        form.append(
          key,
          typeof item === "boolean" ? String(Number(item)) : String(item),
        );
    }
  }
  return form.toString();
}

async function send(
  target: ProxmoxTarget,
  policy: AddressPolicy,
  ownPool: Pool | undefined,
  call: Call & { signal: AbortSignal },
): Promise<HttpAnswer> {
  // Also when the connection is warm: the policy may have changed since it was opened.
  checkHost(policy, target.host, target.port);
  const request = {
    ...call,
    headers: {
      ...call.headers,
      accept: "application/json",
      authorization: authorization(target),
    },
  };
  const pool = ownPool ?? poolFor(target, policy);
  try {
    return await exchange(pool, request);
  } catch (error) {
    // pveproxy may close a kept connection at the very moment we use it. To read again does no harm.
    const isRepeatable =
      call.method === "GET" &&
      error instanceof TransportFault &&
      error.code === "reset";
    if (!isRepeatable) throw error;
    return await exchange(pool, request);
  }
}

/** Proxmox VE decodes percent signs in the header and cuts it at ";"; what else must not be there would make an HTTP library quote it. */
export function authorization({ token }: ProxmoxTarget): string {
  const value = token.reveal();
  if (!/^[\x21-\x7e]+$/.test(value) || /[;%]/.test(value)) {
    throw new AppError(
      "token_required",
      "Its API token holds characters that no token has. Enter it again as USER@REALM!TOKENID=UUID.",
    );
  }
  return `PVEAPIToken=${value}`;
}

/** The runtime says that it refuses a certificate, but not which. For the words it is worth a second look, in the time that is left. */
async function certificateFor(
  error: unknown,
  target: ProxmoxTarget,
  policy: AddressPolicy,
  leftMs: number,
): Promise<Certificate | undefined> {
  const isCertificate =
    error instanceof TransportFault &&
    ["tls_expired", "tls_name", "tls_untrusted"].includes(error.code);
  if (!isCertificate) return undefined;
  return await within(
    Math.min(leftMs, certificateTimeoutMs),
    presentedCertificate(target, policy),
  ).catch(() => undefined);
}

function readData<Schema extends z.ZodMiniType>(
  target: ProxmoxTarget,
  answer: HttpAnswer,
  schema: Schema,
): z.output<Schema> {
  let body: unknown;
  try {
    body = JSON.parse(answer.body);
  } catch {
    // Without the cause: it quotes the answer, which may repeat our token.
    throw invalidResponse(target);
  }
  if (typeof body !== "object" || body === null || !Object.hasOwn(body, "data"))
    throw invalidResponse(target);
  const data = z.safeParse(schema, (body as { data: unknown }).data);
  if (!data.success) throw invalidResponse(target, data.error);
  return data.data;
}
