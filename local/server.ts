import { getRequestListener } from "@hono/node-server";
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { isIP, type AddressInfo } from "node:net";
import { type Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { type Functions } from "./functions.ts";
import { proxyRequest, proxyUpgrade } from "./proxy.ts";
import { refuse, securityHeaders, sendError, sendJson } from "./responses.ts";
import { type Supabase } from "./supabase.ts";

export type ServePage = (
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string,
) => void;

/** What stands behind the one origin, once all of it is up. */
export interface Backends {
  supabase: Supabase;
  functions: Functions;
  /** The SPA's settings, read by it at run time, so that one build serves every installation. */
  settings: Settings;
  servePage: ServePage;
}

export interface Settings {
  /** "": the origin that the page came from. */
  supabaseUrl: string;
  publishableKey: string;
  demo?: { email: string; password: string };
}

export interface OriginServer {
  http: Server;
  port: number;
  open(backends: Backends): void;
  close(): Promise<void>;
}

/** Another program has the port. */
export class PortTakenError extends Error {}

const functionsPrefix = "/functions/v1";
/** How Supabase's gateway names its services: /auth/v1, /rest/v1, /storage/v1 … */
const servicePath = /^\/[a-z_-]+\/v\d+(?:\/|$)/;

/** Listens from the start, so that the port is ours before anything is built on it; until `open`, every answer is "starting". */
export async function startServer(options: {
  host: string;
  port: number;
  /** A name by which people reach us besides the machine's own, from MUSTER_PUBLIC_URL. */
  publicHost?: string | undefined;
}): Promise<OriginServer> {
  const { host, publicHost } = options;
  const sockets = new Set<Duplex>();
  let backends: Backends | undefined;
  let closing: Promise<void> | undefined;
  let supabaseListener: ReturnType<typeof getRequestListener> | undefined;

  const http = createServer((request, response) => {
    for (const [name, value] of Object.entries(securityHeaders))
      response.setHeader(name, value);
    const url = requestUrl(request);
    if (!url) {
      sendError(
        response,
        400,
        "validation_failed",
        "That is no address of ours",
      );
    } else if (!isExpectedHost(request.headers.host, host, publicHost)) {
      sendError(
        response,
        421,
        "forbidden",
        "Muster is not reached under this name. Set MUSTER_PUBLIC_URL to the address that people use.",
      );
    } else if (!backends || !supabaseListener) {
      response.setHeader("retry-after", "1");
      sendError(response, 503, "internal", "Muster is starting");
    } else {
      void route(request, response, url, backends, supabaseListener);
    }
  });

  http.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  http.on(
    "upgrade",
    (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const url = requestUrl(request);
      const isForFunctions =
        url !== undefined && isUnder(url.pathname, functionsPrefix);
      // Vite's hot updates have a listener of their own on this server.
      if (!isForFunctions && http.listenerCount("upgrade") > 1) return;
      socket.on("error", () => socket.destroy());
      if (!isExpectedHost(request.headers.host, host, publicHost))
        refuse(socket, 421);
      else if (!isForFunctions) refuse(socket, 404);
      else if (!backends) refuse(socket, 503);
      else
        void backends.functions.port().then(
          (port) =>
            proxyUpgrade(request, socket, head, {
              port,
              path: withoutPrefix(url),
            }),
          () => refuse(socket, 503),
        );
    },
  );

  const close = async () => {
    backends = undefined;
    const closed = new Promise((done) => http.close(done));
    http.closeIdleConnections();
    // Answers under way get a moment; consoles and streams do not end by themselves.
    await Promise.race([closed, sleep(500)]);
    for (const socket of sockets) socket.destroy();
    await closed;
  };

  const port = await listen(http, host, options.port);
  return {
    http,
    port,
    open(ready) {
      supabaseListener = getRequestListener(
        (request) => ready.supabase.fetch(request),
        {
          overrideGlobalObjects: false,
        },
      );
      backends = ready;
    },
    close: () => (closing ??= close()),
  };
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  backends: Backends,
  supabaseListener: ReturnType<typeof getRequestListener>,
): Promise<void> {
  const { pathname } = url;
  const { functions, settings } = backends;
  if (isUnder(pathname, "/auth/v1") || isUnder(pathname, "/rest/v1")) {
    await supabaseListener(request, response);
  } else if (isUnder(pathname, functionsPrefix)) {
    try {
      const port = await functions.port();
      await proxyRequest(request, response, { port, path: withoutPrefix(url) });
    } catch {
      sendError(
        response,
        503,
        "internal",
        "The functions are not running. Try again in a moment.",
      );
    }
  } else if (servicePath.test(pathname)) {
    sendError(
      response,
      404,
      "not_found",
      `There is no ${pathname.split("/")[1] ?? ""} service here`,
    );
  } else if (pathname === "/config.json") {
    sendJson(response, 200, settings);
  } else {
    backends.servePage(request, response, pathname);
  }
}

/** With dots and escapes resolved: what is routed here is what is served there. */
function requestUrl({ url = "" }: IncomingMessage): URL | undefined {
  if (!url.startsWith("/")) return undefined;
  try {
    return new URL(`http://localhost${url}`);
  } catch {
    return undefined;
  }
}

function isUnder(pathname: string, prefix: string): boolean {
  return pathname === prefix || pathname.startsWith(`${prefix}/`);
}

function withoutPrefix({ pathname, search }: URL): string {
  return (pathname.slice(functionsPrefix.length) || "/") + search;
}

/**
 * On this machine alone, a foreign name means that a web page elsewhere has had its own name pointed at us (DNS rebinding). A server
 * that is open to a network has names we cannot know.
 */
function isExpectedHost(
  hostHeader: string | undefined,
  listensOn: string,
  publicHost: string | undefined,
): boolean {
  if (!isLoopback(listensOn)) return true;
  if (hostHeader === undefined) return false;
  if (hostHeader === publicHost) return true;
  const name = hostHeader.replace(/:\d+$/, "").toLowerCase();
  return isLoopback(name) || name.endsWith(".localhost");
}

export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "");
  return (
    bare === "localhost" ||
    bare === "::1" ||
    (isIP(bare) === 4 && bare.startsWith("127."))
  );
}

async function listen(
  http: Server,
  host: string,
  port: number,
): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    http.once("error", (error: NodeJS.ErrnoException) => {
      const at = `Port ${String(port)} of ${host}`;
      if (error.code === "EADDRINUSE")
        reject(
          new PortTakenError(
            `${at} is taken by another program. Choose another one with --port.`,
          ),
        );
      else if (error.code === "EACCES")
        reject(
          new Error(
            `${at} may be opened by root only. Choose one from 1024 on with --port.`,
          ),
        );
      else if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND")
        reject(
          new Error(
            `${host} is no address of this machine. Choose one with --host, or 0.0.0.0 for all.`,
          ),
        );
      else reject(error);
    });
    http.listen(port, host, resolve);
  });
  return (http.address() as AddressInfo).port;
}
