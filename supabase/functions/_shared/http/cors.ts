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

/** The answer to a preflight: what this path takes, for an origin of the list. */
export function preflight(
  request: Request,
  allowedOrigins: ReadonlySet<string>,
  methods: readonly string[],
): Response {
  const headers = new Headers(corsHeaders(request, allowedOrigins));
  if (headers.has("access-control-allow-origin")) {
    headers.set("access-control-allow-methods", methods.join(", "));
    headers.set(
      "access-control-allow-headers",
      "authorization, apikey, content-type, accept, x-client-info",
    );
    headers.set("access-control-max-age", "3600");
  }
  return new Response(null, { status: 204, headers });
}
