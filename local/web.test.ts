import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { temporaryDirectory } from "./testing/temporary.ts";
import { readSite, serveSite, type Site } from "./web.ts";

const page = "<!doctype html><title>Muster</title>";
const script = `console.log(${JSON.stringify("x".repeat(5000))})`;

let site: Site;
beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), "muster-site-"));
  await mkdir(join(directory, "assets"));
  await mkdir(join(directory, ".vite"));
  await writeFile(join(directory, "index.html"), page);
  await writeFile(join(directory, "favicon.svg"), "<svg/>");
  await writeFile(join(directory, "assets", "index-abc.js"), script);
  await writeFile(join(directory, ".vite", "manifest.json"), "{}");
  await writeFile(join(directory, ".sources"), "stamp");
  site = await readSite(directory);
  return () => rm(directory, { recursive: true });
});

async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const server = createServer((request, response) =>
    serveSite(
      site,
      request,
      response,
      new URL(request.url ?? "", "http://localhost").pathname,
    ),
  );
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return fetch(`http://127.0.0.1:${String(port)}${path}`, init);
}
const asPerson = {
  headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" },
};

test.each(["/", "/dashboard", "/servers/1?tab=a", "/name.with.dots"])(
  "a person who opens %s gets the SPA",
  async (path) => {
    const response = await ask(path, asPerson);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe(
      "text/html; charset=utf-8",
    );
    expect(await response.text()).toBe(page);
  },
);

test.each([
  "/nothing.js",
  "/assets/old-123.js",
  "/api",
  "/.sources",
  "/.vite/manifest.json",
  "/../package.json",
  "/%2e%2e/package.json",
  "/..%2fpackage.json",
  "/assets",
  "/%00",
  "/%ff",
])("a script that asks for %s learns that it is not there", async (path) => {
  const response = await ask(path, { headers: { accept: "*/*" } });
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ error: { code: "not_found" } });
});

test("a missing asset is missing for a person, too: a page in its place would be cached as a script", async () => {
  expect((await ask("/assets/old-123.js", asPerson)).status).toBe(404);
});

test("the page allows scripts and connections from here alone, and no frame around it", async () => {
  const policy = (await ask("/")).headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'self'");
  expect(policy).toContain("connect-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/script-src|'unsafe-eval'|\*/);
});

test("assets are kept forever, everything else is asked for again and answered with 304", async () => {
  expect((await ask("/assets/index-abc.js")).headers.get("cache-control")).toBe(
    "public, max-age=31536000, immutable",
  );
  const first = await ask("/favicon.svg");
  expect(first.headers.get("cache-control")).toBe("no-cache");
  const etag = first.headers.get("etag") ?? "";
  const second = await ask("/favicon.svg", {
    headers: { "if-none-match": etag },
  });
  expect([second.status, await second.text()]).toEqual([304, ""]);
});

test("text is compressed for those who can read that", async () => {
  const packed = await ask("/assets/index-abc.js", {
    headers: { "accept-encoding": "gzip" },
  });
  expect(packed.headers.get("content-encoding")).toBe("gzip");
  expect(await packed.text()).toBe(script);
  const plain = await ask("/assets/index-abc.js", {
    headers: { "accept-encoding": "identity" },
  });
  expect(plain.headers.get("content-encoding")).toBeNull();
  expect(await plain.text()).toBe(script);
});

test("pages are read, not written", async () => {
  const response = await ask("/", { method: "POST", body: "x" });
  expect([response.status, response.headers.get("allow")]).toEqual([
    405,
    "GET, HEAD",
  ]);
  const head = await ask("/", { method: "HEAD" });
  expect([
    head.status,
    head.headers.get("content-length"),
    await head.text(),
  ]).toEqual([200, String(page.length), ""]);
});

test("a folder that is not there is an error, not an empty site", async () => {
  await expect(
    readSite(join(await temporaryDirectory(), "nothing")),
  ).rejects.toThrow(/ENOENT/);
});
