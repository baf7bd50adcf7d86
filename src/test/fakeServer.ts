import { vi } from "vitest";
import type { ErrorCode } from "@contract/errors.ts";
import { errorStatus } from "@contract/errors.ts";

export interface SentRequest {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: Headers;
  body: unknown;
}

type Answer = (request: SentRequest) => Response | Promise<Response>;

/**
 * Stands for all of Muster's server in one test: `fetch` answers from what `on` was told, and every request is kept. A request
 * that nobody foresaw fails like a broken connection, and says so in the message.
 */
export function fakeServer() {
  const answers = new Map<string, Answer>();
  const requests: SentRequest[] = [];

  vi.stubGlobal(
    "fetch",
    async (input: RequestInfo | URL, init?: RequestInit) => {
      init?.signal?.throwIfAborted();
      const url = new URL(
        input instanceof Request ? input.url : input,
        window.location.origin,
      );
      const method = init?.method ?? "GET";
      const request: SentRequest = {
        method,
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: new Headers(init?.headers),
        body:
          typeof init?.body === "string" ? JSON.parse(init.body) : undefined,
      };
      requests.push(request);
      const answer = answers.get(`${method} ${url.pathname}`);
      if (!answer)
        throw new TypeError(`No answer for ${method} ${url.pathname}`);
      return answer(request);
    },
  );

  return {
    requests,
    /** `on("POST /functions/v1/vm-actions", () => json({ upid }, 202))`; the last word for a request counts. */
    on(request: `${string} /${string}`, answer: Answer) {
      answers.set(request, answer);
    },
  };
}

export function json(body: unknown, status = 200): Response {
  return Response.json(body, { status });
}

/** A failure as the functions send it. */
export function failure(
  code: ErrorCode,
  message: string,
  extra: { requestId?: string; fields?: Record<string, string> } = {},
): Response {
  const error = { code, message, requestId: "req-1", ...extra };
  return json({ error }, errorStatus[code]);
}

/** Lines of NDJSON, as list-vms streams them. */
export function ndjson(lines: readonly unknown[]): Response {
  return new Response(
    lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
    { headers: { "content-type": "application/x-ndjson" } },
  );
}
