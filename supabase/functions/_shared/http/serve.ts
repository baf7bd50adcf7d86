import * as z from "zod/mini";
import type { AnyEndpoint, EndpointRequest } from "../contract/endpoint.ts";
import { AppError, type ErrorBody } from "../contract/errors.ts";
import type { CallOrigin } from "../db/audit.ts";
import type { Caller } from "../db/caller.ts";
import { readCallerFromEnvironment, type ReadCaller } from "./caller.ts";
import {
  allowedOriginsFromEnvironment,
  corsHeaders,
  preflight,
} from "./cors.ts";
import { parseInput, readInput, type Input } from "./input.ts";
import { Lines, ndjson } from "./lines.ts";
import { logFailure } from "./log.ts";
import { originOf } from "./origin.ts";
import { matchRoutes, pathInFunction } from "./route.ts";

/** What a handler may want to know of a call beside its request. */
export interface CallContext {
  /** Whether the `Accept` header names this media type. */
  accepts: (mediaType: string) => boolean;
  /** For a failure that the answer does not show: it is logged under this call's id. */
  log: (error: unknown) => void;
  /** For the audit log. */
  origin: CallOrigin;
}

type Answer<E extends AnyEndpoint> = z.input<E["response"]> | Lines;

export type Handler<E extends AnyEndpoint> = (
  request: EndpointRequest<E>,
  caller: Caller,
  context: CallContext,
) => Answer<E> | Promise<Answer<E>>;

export interface Route {
  endpoint: AnyEndpoint;
  isMeant: (input: Input) => boolean;
  answer: (input: Input, caller: Caller, context: CallContext) => unknown;
  response: z.ZodMiniType;
}

export interface HandleOptions {
  /** Where two endpoints share a method and a path: whether this one is meant. The first that says yes answers. */
  when?: (input: Input) => boolean;
  /** In place of the endpoint's, where most of the answer was checked on its way in and is too much to be checked twice. */
  response?: z.ZodMiniType;
}

/** An endpoint with the code behind it; the handler sees only what the endpoint's schema let through. */
export function handle<E extends AnyEndpoint>(
  endpoint: E,
  handler: Handler<E>,
  { when = () => true, response = endpoint.response }: HandleOptions = {},
): Route {
  return {
    endpoint,
    isMeant: when,
    answer: (input, caller, context) =>
      handler(
        parseInput<E["request"]>(endpoint.request, input),
        caller,
        context,
      ),
    response,
  };
}

/** The `fetch` of a function: the one place where a call becomes a request, and an error an answer. */
export function respond(
  routes: readonly [Route, ...Route[]],
  readCaller: ReadCaller = readCallerFromEnvironment,
): (request: Request) => Promise<Response> {
  const { functionName } = routes[0].endpoint;

  return async (request) => {
    const requestId = crypto.randomUUID();
    const allowedOrigins = allowedOriginsFromEnvironment();
    let target: Target | undefined;
    const log = (error: unknown) => {
      logFailure({
        requestId,
        function: functionName,
        method: request.method,
        path: target?.template ?? "unknown",
        code: asAppError(error).code,
        cause: error instanceof AppError ? error.cause : error,
      });
    };

    let response: Response;
    try {
      target = findTarget(routes, functionName, request);
      response =
        request.method === "OPTIONS"
          ? preflight(target.methods)
          : await answer(target, request, readCaller, {
              accepts: (mediaType) => accepts(request, mediaType),
              log,
              origin: originOf(request, requestId),
            });
    } catch (error) {
      log(error);
      response = failure(asAppError(error), requestId);
      if (response.status === 405)
        response.headers.set("allow", target?.methods.join(", ") ?? "");
    }

    const headers = {
      ...corsHeaders(request, allowedOrigins),
      "x-request-id": requestId,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    };
    for (const [name, value] of Object.entries(headers))
      response.headers.append(name, value);
    return response;
  };
}

interface Target {
  template: string;
  methods: string[];
  routes: Route[];
  fields: Record<string, string>;
}

function findTarget(
  routes: readonly Route[],
  functionName: string,
  request: Request,
): Target {
  const path = pathInFunction(new URL(request.url).pathname, functionName);
  const matched = path === undefined ? undefined : matchRoutes(routes, path);
  if (!matched?.routes[0])
    throw new AppError("not_found", "There is no such address");
  return {
    ...matched,
    template: matched.routes[0].endpoint.path,
    methods: [
      ...new Set(matched.routes.map(({ endpoint }) => endpoint.method)),
    ],
  };
}

async function answer(
  target: Target,
  request: Request,
  readCaller: ReadCaller,
  context: CallContext,
): Promise<Response> {
  const candidates = target.routes.filter(
    ({ endpoint }) => endpoint.method === request.method,
  );
  if (candidates.length === 0)
    throw new AppError(
      "method_not_allowed",
      `This address takes ${target.methods.join(", ")}`,
    );

  // Who may not call learns nothing about what a call would have to look like.
  const caller = await readCaller(request, {
    sessionMustExist: request.method !== "GET",
  });
  const input = await readInput(request, target.fields);
  const route = candidates.find((candidate) => candidate.isMeant(input));
  if (!route) throw new AppError("not_found", "There is no such address");

  const result = await route.answer(input, caller, context);
  const { status } = route.endpoint;
  if (result instanceof Lines)
    return new Response(result.toStream(context.log), {
      status,
      headers: { "content-type": ndjson, vary: "accept" },
    });
  // Also in production: what the schema does not name does not leave.
  const body = z.parse(route.response, result);
  return body === undefined
    ? new Response(null, { status })
    : Response.json(body, { status });
}

function accepts(request: Request, mediaType: string): boolean {
  return (request.headers.get("accept") ?? "")
    .split(",")
    .some((range) => range.split(";")[0]?.trim().toLowerCase() === mediaType);
}

function asAppError(error: unknown): AppError {
  return error instanceof AppError
    ? error
    : new AppError("internal", "Something went wrong on our side", {
        cause: error,
      });
}

function failure(error: AppError, requestId: string): Response {
  const body: ErrorBody = {
    error: {
      code: error.code,
      message: error.message,
      requestId,
      ...(error.fields && { fields: error.fields }),
    },
  };
  const response = Response.json(body, { status: error.status });
  if (error.retryAfterSeconds !== undefined)
    response.headers.set(
      "retry-after",
      String(Math.ceil(error.retryAfterSeconds)),
    );
  if (error.code === "unauthorized")
    response.headers.set("www-authenticate", "Bearer");
  return response;
}
