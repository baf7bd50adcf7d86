import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { contentSecurityPolicy, sendError } from "./responses.ts";

const compress = promisify(gzip);

const contentTypes: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};
const compressible = /^text\/|json|javascript|svg/;

interface SiteFile {
  body: Buffer;
  gzipped: Buffer | undefined;
  headers: Record<string, string>;
}

/** The built SPA, by path. All of it in memory: what is not listed here cannot be asked for. */
export type Site = ReadonlyMap<string, SiteFile>;

export async function readSite(directory: string): Promise<Site> {
  const entries = await readdir(directory, {
    recursive: true,
    withFileTypes: true,
  });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ file, path: webPath(directory, file) }))
    // What begins with a dot is the build's own: its manifest, our stamp.
    .filter(({ path }) => !path.includes("/."));
  return new Map(
    await Promise.all(
      files.map(async ({ file, path }): Promise<[string, SiteFile]> => [
        path,
        await readSiteFile(file, path),
      ]),
    ),
  );
}

function webPath(directory: string, file: string): string {
  return `/${relative(directory, file).split(sep).join("/")}`;
}

async function readSiteFile(file: string, path: string): Promise<SiteFile> {
  const body = await readFile(file);
  const type = contentTypes[extname(file)] ?? "application/octet-stream";
  const smaller = compressible.test(type) ? await compress(body) : undefined;
  return {
    body,
    gzipped: smaller && smaller.length < body.length ? smaller : undefined,
    headers: {
      "content-type": type,
      etag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`,
      // Vite puts a hash of the content into the names under assets/; everything else may change under its name.
      "cache-control": path.startsWith("/assets/")
        ? "public, max-age=31536000, immutable"
        : "no-cache",
      vary: "accept-encoding",
    },
  };
}

export function serveSite(
  site: Site,
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string,
): void {
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    sendError(response, 405, "method_not_allowed", "Pages are read with GET");
    return;
  }
  const file =
    site.get(decodePath(pathname)) ?? pageFor(site, request, pathname);
  if (!file) {
    sendError(response, 404, "not_found", "There is nothing at this address");
    return;
  }
  const headers = {
    ...file.headers,
    "content-security-policy": contentSecurityPolicy,
  };
  if (request.headers["if-none-match"] === file.headers["etag"]) {
    response.writeHead(304, headers).end();
    return;
  }
  const acceptsGzip = /\bgzip\b/.test(
    String(request.headers["accept-encoding"]),
  );
  const body = acceptsGzip && file.gzipped ? file.gzipped : file.body;
  response.writeHead(200, {
    ...headers,
    ...(body === file.gzipped && { "content-encoding": "gzip" }),
    "content-length": body.length,
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

/** The SPA has a page for every address that a person opens; a script, a style or a fetch that finds nothing must learn that. */
function pageFor(
  site: Site,
  request: IncomingMessage,
  pathname: string,
): SiteFile | undefined {
  const opensPage =
    pathname === "/" || /text\/html/.test(request.headers.accept ?? "");
  return opensPage && !pathname.startsWith("/assets/")
    ? site.get("/index.html")
    : undefined;
}

function decodePath(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}
