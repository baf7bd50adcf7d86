// @vitest-environment node
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join, normalize } from "node:path";
import { connect } from "node:tls";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../../tests/e2e/browser.ts";
import { openSession, type TestSession } from "../testing/session.ts";

/* The viewers as they come from their makers. A browser cannot send Proxmox's token, so a relay adds it, and touches nothing else. */

const packages = join(import.meta.dirname, "../../node_modules");
const pageFile = join(import.meta.dirname, "../testing/viewers.html");

let session: TestSession;
let browser: Browser;
let page: Page;
let relay: Server;

beforeAll(async () => {
  session = await openSession({ waitSpeed: 1 });
  relay = createRelay();
  await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
  browser = await launchBrowser();
  page = await browser.newPage();
  await page.goto(
    `http://127.0.0.1:${String((relay.address() as AddressInfo).port)}/`,
  );
  // Its scripts come as modules, and a module may be late.
  await page.waitForFunction(() => "openTerminal" in window);
}, 60_000);

afterAll(async () => {
  await browser.close();
  relay.closeAllConnections();
  relay.close();
  await session.simulator.close();
});

function createRelay(): Server {
  const server = createServer((request, response) => {
    const path = normalize(
      new URL(request.url ?? "/", "http://relay").pathname,
    );
    const isPage = path === "/";
    const type = isPage
      ? "text/html"
      : path.endsWith(".css")
        ? "text/css"
        : "text/javascript";
    readFile(isPage ? pageFile : join(packages, path)).then(
      (file) => response.writeHead(200, { "Content-Type": type }).end(file),
      () => response.writeHead(404).end(),
    );
  });
  server.on("upgrade", (request, socket, head) => {
    const { cluster } = session;
    const target = connect({
      host: "127.0.0.1",
      port: cluster.nodes[0]?.port ?? 0,
      ca: cluster.caCertificate,
    });
    const lines = [
      `GET ${request.url ?? "/"} HTTP/1.1`,
      "Host: 127.0.0.1",
      "Connection: Upgrade",
      "Upgrade: websocket",
      `Sec-WebSocket-Version: ${request.headers["sec-websocket-version"] ?? ""}`,
      `Sec-WebSocket-Key: ${request.headers["sec-websocket-key"] ?? ""}`,
      `Authorization: PVEAPIToken=${cluster.tokens.admin}`,
    ];
    target.write(`${lines.join("\r\n")}\r\n\r\n`);
    target.write(head);
    socket.pipe(target).pipe(socket);
    for (const end of [socket, target]) end.on("error", () => end.destroy());
  });
  return server;
}

interface Proxy {
  ticket: string;
  port: string;
  user: string;
  password: string;
}

async function open(
  guest: string,
  kind: "vncproxy" | "termproxy",
): Promise<Proxy & { path: string }> {
  const reply = await session.post(`/nodes/pve1/${guest}/${kind}`);
  const { data } = JSON.parse(reply.text) as { data: Proxy };
  const query = `port=${data.port}&vncticket=${encodeURIComponent(data.ticket)}`;
  return {
    ...data,
    path: `/api2/json/nodes/pve1/${guest}/vncwebsocket?${query}`,
  };
}

/** Calls one of the page's own functions (viewers.html). */
const inPage = async <Result>(
  name: "openScreen" | "litDots" | "openTerminal" | "terminalText",
  ...given: string[]
) =>
  page.evaluate(
    ([called, values]) =>
      (window as unknown as Record<string, (...all: string[]) => unknown>)[
        called
      ]?.(...values),
    [name, given] as const,
  ) as Promise<Result>;

test("noVNC shows the screen, and what is typed appears on it", async () => {
  const { path, password } = await open("qemu/100", "vncproxy");
  expect(await inPage("openScreen", path, password)).toBe("connect");
  await expect.poll(litDots).toBeGreaterThan(500);
  const before = await litDots();
  await page.keyboard.type("root");
  await expect.poll(litDots).toBeGreaterThan(before + 20);
});

test("noVNC says so when the password is wrong", async () => {
  const { path } = await open("qemu/100", "vncproxy");
  expect(await inPage("openScreen", path, "wrong")).toBe("securityfailure");
});

const litDots = () => inPage<number>("litDots");

test("xterm.js shows the terminal, and what is typed comes back", async () => {
  const { path, user, ticket } = await open("qemu/100", "termproxy");
  await inPage("openTerminal", path, `${user}:${ticket}\n`);
  const terminalText = () => inPage<string>("terminalText");
  await expect
    .poll(terminalText)
    .toContain("starting serial terminal on interface serial0");
  for (const line of ["root", "secret", "echo héllo wörld"]) {
    await page.keyboard.type(line);
    await page.keyboard.press("Enter");
  }
  await expect
    .poll(terminalText)
    .toMatch(/root@web:~# echo héllo wörld\nhéllo wörld\n/);
});
