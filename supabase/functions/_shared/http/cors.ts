/**
 * CORS by a list of exact origins: an origin that is not on it gets no header at all, and the browser keeps the answer from the page.
 * Muster served from one origin (local/, or a proxy in front of both) needs no entry.
 */
export function allowedOriginsFromEnvironment(
  value = Deno.env.get("MUSTER_ALLOWED_ORIGINS"),
): ReadonlySet<string> {
  return new Set(
    (value ?? "")
      .split(",")
      .map((origin) => origin.trim().replace(/\/$/, ""))
      .filter((origin) => origin !== "" && origin !== "*"),
  );
}

/** Headers of every answer: which page may read it. */
export function corsHeaders(
  request: Request,
  allowedOrigins: ReadonlySet<string>,
): Record<string, string> {
  const origin = request.headers.get("origin");
  if (origin === null || !allowedOrigins.has(origin)) return { vary: "origin" };
  return {
    vary: "origin",
    "access-control-allow-origin": origin,
    "access-control-expose-headers": "x-request-id, retry-after",
  };
}

/** What a preflight asks for beside that: what this path takes. */
export function preflight(methods: readonly string[]): Response {
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-methods": methods.join(", "),
      "access-control-allow-headers":
        "authorization, apikey, content-type, accept, x-client-info",
      "access-control-max-age": "3600",
    },
  });
}
