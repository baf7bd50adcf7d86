import { createHash } from "node:crypto";
import {
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { connect, type AddressInfo } from "node:net";
import { type Duplex } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import {
  PortTakenError,
  startServer,
  type Backends,
  type OriginServer,
} from "./server.ts";

const settings = { supabaseUrl: "", publishableKey: "sb_publishable_x" };

interface Upstream {
  port: number;
  server: Server;
}

/** In the functions' place. */
async function startUpstream(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Upstream> {
  const server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, port: (server.address() as AddressInfo).port };
}

async function start(
  options: {
    host?: string;
    publicHost?: string;
    functionsPort?: number;
    closed?: boolean;
  } = {},
): Promise<{ server: OriginServer; url: string }> {
  const server = await startServer({
    host: options.host ?? "127.0.0.1",
    port: 0,
    publicHost: options.publicHost,
  });
  onTestFinished(() => server.close());
  const backends: Backends = {
    supabase: {
      fetch: (incoming) =>
        Promise.resolve(
          Response.json({
            supabase: new URL(incoming.url).pathname,
            method: incoming.method,
          }),
        ),
      close: () => Promise.resolve(),
    },
    functions: {
      port: () =>
        options.functionsPort
          ? Promise.resolve(options.functionsPort)
          : Promise.reject(new Error("down")),
      restart: () => Promise.resolve(),
      replace: () => Promise.resolve(),
      stop: () => Promise.resolve(),
    },
    settings,
    servePage: (_request, response, pathname) =>
      response.end(`page ${pathname}`),
  };
  if (!options.closed) server.open(backends);
  return { server, url: `http://127.0.0.1:${String(server.port)}` };
}

interface RawAnswer {
  status: number;
  headers: IncomingMessage["headers"];
  body: string;
}

/** Unlike fetch, it sends paths and headers as they are given. */
function raw(
  port: number,
  path: string,
  headers: Record<string, string> = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, path, headers }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body,
        }),
      );
    })
      .on("error", reject)
      .end();
  });
}

test("one origin: Auth and REST, settings, pages", async () => {
  const { url } = await start();
  expect(await (await fetch(`${url}/auth/v1/user`)).json()).toEqual({
    supabase: "/auth/v1/user",
    method: "GET",
  });
  expect(
    await (
      await fetch(`${url}/rest/v1/rpc/x`, { method: "POST", body: "{}" })
    ).json(),
  ).toEqual({ supabase: "/rest/v1/rpc/x", method: "POST" });
  const config = await fetch(`${url}/config.json`);
  expect(await config.json()).toEqual(settings);
  expect(config.headers.get("cache-control")).toBe("no-store");
  expect(await (await fetch(`${url}/servers`)).text()).toBe("page /servers");
});

test.each([
  "/realtime/v1/websocket",
  "/storage/v1/object",
  "/graphql/v1",
  "/auth/v2/user",
  "/rest/v11/x",
])("%s, which is not here, is 404 in JSON and no page", async (path) => {
  const { url } = await start();
  const response = await fetch(url + path);
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({
    error: { code: "not_found", requestId: expect.any(String) as string },
  });
});

test("no path is routed as one thing and served as another", async () => {
  const { server } = await start();
  expect((await raw(server.port, "/rest/v1/../../_system/info")).body).toBe(
    "page /_system/info",
  );
  expect((await raw(server.port, "/rest/v1/%2e%2e/%2e%2e/_system")).body).toBe(
    "page /_system",
  );
  expect((await raw(server.port, "/rest/v1x")).body).toBe("page /rest/v1x");
  expect((await raw(server.port, "//evil.example/auth/v1")).status).not.toBe(
    500,
  );
});

test("every answer forbids guessing of types and passing on of addresses", async () => {
  const { url } = await start();
  for (const path of ["/", "/rest/v1/x", "/config.json", "/storage/v1/x"]) {
    const { headers } = await fetch(url + path);
    expect(headers.get("x-content-type-options"), path).toBe("nosniff");
    expect(headers.get("referrer-policy"), path).toBe("no-referrer");
  }
});

test("before everything is up, the port is ours and says so", async () => {
  const { url } = await start({ closed: true });
  const response = await fetch(url);
  expect([response.status, response.headers.get("retry-after")]).toEqual([
    503,
    "1",
  ]);
});

test("on this machine alone, a foreign name is refused: a page elsewhere may have pointed it at us", async () => {
  const { server } = await start({ publicHost: "muster.example.org" });
  const status = async (host: string) =>
    (await raw(server.port, "/config.json", { host })).status;
  for (const host of [
    "127.0.0.1:8080",
    "localhost",
    "muster.localhost:80",
    "[::1]:8080",
    "muster.example.org",
  ])
    expect(await status(host), host).toBe(200);
  for (const host of [
    "evil.example",
    "127.0.0.1.evil.example",
    "localhost.evil.example:8080",
  ])
    expect(await status(host), host).toBe(421);
});

test("open to a network, it is reached by any name", async () => {
  const { server } = await start({ host: "0.0.0.0" });
  expect(
    (await raw(server.port, "/config.json", { host: "nas.lan:8080" })).status,
  ).toBe(200);
});

test("a port that another program has is said to be taken", async () => {
  const { port } = await startUpstream((_request, response) => response.end());
  await expect(startServer({ host: "127.0.0.1", port })).rejects.toThrow(
    PortTakenError,
  );
  await expect(startServer({ host: "203.0.113.7", port: 0 })).rejects.toThrow(
    /no address of this machine/,
  );
});

test("a function gets path, query, body and headers, without the prefix, and our word for who calls", async () => {
  const upstream = await startUpstream((incoming, response) => {
    let body = "";
    incoming.on("data", (chunk: Buffer) => (body += chunk.toString()));
    incoming.on("end", () => {
      response.writeHead(207, { "x-answer": "yes" });
      response.end(
        JSON.stringify({
          method: incoming.method,
          url: incoming.url,
          headers: incoming.headers,
          body,
        }),
      );
    });
  });
  const { url } = await start({ functionsPort: upstream.port });
  const response = await fetch(
    `${url}/functions/v1/vm-actions/tasks/UPID%3Ax?serverId=1`,
    {
      method: "POST",
      body: "{}",
      headers: { authorization: "Bearer x", "x-forwarded-for": "6.6.6.6" },
    },
  );
  expect([response.status, response.headers.get("x-answer")]).toEqual([
    207,
    "yes",
  ]);
  expect(await response.json()).toMatchObject({
    method: "POST",
    url: "/vm-actions/tasks/UPID%3Ax?serverId=1",
    body: "{}",
    headers: { authorization: "Bearer x", "x-forwarded-for": "127.0.0.1" },
  });
});

test("an answer streams: its first line is here while the function still works", async () => {
  let finish: () => void = () => undefined;
  const upstream = await startUpstream((_request, response) => {
    response.write("first\n");
    finish = () => response.end("last\n");
  });
  const { url } = await start({ functionsPort: upstream.port });
  const reader = (
    await fetch(`${url}/functions/v1/list-vms`)
  ).body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(
    "first\n",
  );
  finish();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(
    "last\n",
  );
});

test("a caller who goes away is gone for the function, too", async () => {
  let gone: Promise<void> | undefined;
  const upstream = await startUpstream((incoming, response) => {
    gone = new Promise((done) => incoming.socket.once("close", () => done()));
    response.write("first");
  });
  const { url } = await start({ functionsPort: upstream.port });
  const controller = new AbortController();
  const response = await fetch(`${url}/functions/v1/list-vms`, {
    signal: controller.signal,
  });
  controller.abort();
  await response.text().catch(() => undefined);
  await gone;
});

test("functions that are down, or hang up, are said to be", async () => {
  const down = await start();
  expect((await fetch(`${down.url}/functions/v1/list-vms`)).status).toBe(503);
  const upstream = await startUpstream((incoming) => incoming.socket.destroy());
  const hangsUp = await start({ functionsPort: upstream.port });
  const response = await fetch(`${hangsUp.url}/functions/v1/list-vms`);
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ error: { code: "internal" } });
});

test("a WebSocket passes through to its function, both ways", async () => {
  const upstream = await startUpstream(() => undefined);
  upstream.server.on(
    "upgrade",
    (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
      const accept = createHash("sha1")
        .update(
          `${String(incoming.headers["sec-websocket-key"])}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`,
        )
        .digest("base64");
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nX-Path: ${String(incoming.url)}\r\n\r\n`,
      );
      socket.write(head);
      socket.pipe(socket);
    },
  );
  const { server } = await start({ functionsPort: upstream.port });
  const socket = connect(server.port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  let received = "";
  socket.on("data", (chunk: Buffer) => (received += chunk.toString("latin1")));
  // The first bytes may come along with the request.
  socket.write(
    "GET /functions/v1/vm-console/1?a=b HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\nhello",
  );
  await expect.poll(() => received).toContain("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  expect(received).toMatch(/^x-path: \/vm-console\/1\?a=b\r$/im);
  socket.write(Buffer.from([0x82, 0x01, 0xff]));
  await expect.poll(() => received.endsWith("hello\x82\x01\xff")).toBe(true);
});

test.each([
  ["/realtime/v1/websocket", "localhost", 404],
  ["/functions/v1/vm-console", "localhost", 503],
  ["/functions/v1/vm-console", "evil.example", 421],
])("an upgrade of %s as %s is refused with %i", async (path, host, status) => {
  const { server } = await start();
  const socket = connect(server.port, "127.0.0.1");
  let received = "";
  socket.on("data", (chunk: Buffer) => (received += chunk.toString()));
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  );
  await new Promise((done) => socket.once("close", done));
  expect(received).toMatch(new RegExp(`^HTTP/1.1 ${String(status)} `));
});

test("closing takes open WebSockets and streams along, within a second", async () => {
  const upstream = await startUpstream(
    (_request, response) => void response.write("first"),
  );
  const { server, url } = await start({ functionsPort: upstream.port });
  const response = await fetch(`${url}/functions/v1/list-vms`);
  const startedAt = performance.now();
  await server.close();
  expect(performance.now() - startedAt).toBeLessThan(1500);
  await expect(response.text()).rejects.toThrow();
});
