import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  startFakeProxmox,
  type FakeProxmox,
} from "../functions/fakeProxmox.ts";
import { launchBrowser } from "./browser.ts";
import { startProduct, type Product } from "./product.ts";

/** A Proxmox VE that means harm, and a page elsewhere that does: what they get hold of in a real browser. */

const visible = { state: "visible" } as const;
const image = `<img src=x onerror="window.harmed=1">`;
const script = `</span><script>window.harmed=1</script>`;
const link = `javascript:window.harmed=1`;
/** Looks like "gnp.exe" to a person, and reads otherwise. */
const reversed = "exe.\u202epng";
const hidden = "ad\u200bmin";

let product: Product;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let proxmox: FakeProxmox;
let elsewhere: Server;
const endings: (() => Promise<unknown>)[] = [];
/** What a page of ours may never do. */
const complaints: string[] = [];
const sent: { url: string; referer: string | undefined }[] = [];

beforeAll(async () => {
  process.env["PROXMOX_ALLOW_LOOPBACK"] = "true";
  browser = await launchBrowser();
  endings.push(() => browser.close());
  product = await startProduct("--no-demo");
  endings.push(() => product.stop());
  proxmox = await startFakeProxmox({
    resources: hostileResources(),
    exitstatus: `no such disk ${image}`,
  });
  endings.push(() => proxmox.close());
  elsewhere = createServer((request, response) => {
    response.setHeader("content-type", "text/html");
    response.end(
      request.url === "/frame"
        ? `<iframe src="${product.url}/sign-in"></iframe>`
        : "<p>elsewhere</p>",
    );
  });
  await new Promise<void>((done) =>
    elsewhere.listen(0, "127.0.0.1", () => done()),
  );
  endings.push(() => new Promise((done) => elsewhere.close(done)));

  context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
  });
  context.setDefaultTimeout(20_000);
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective }) => {
      console.error(`stopped by the policy: ${violatedDirective}`);
    });
  });
  context.on("request", (request) => {
    sent.push({ url: request.url(), referer: request.headers()["referer"] });
  });
  context.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (
      message.type() === "error" &&
      !/Failed to load resource/.test(message.text())
    )
      complaints.push(message.text());
  });
});

afterAll(async () => {
  for (const end of endings.reverse()) await end();
});

function hostileResources(): unknown[] {
  const node = "pve1";
  const guest = { type: "qemu", node, status: "stopped", maxcpu: 1, maxmem: 1 };
  return [
    { id: "node/pve1", type: "node", node, status: "online" },
    { ...guest, id: "qemu/100", vmid: 100, name: image, tags: image },
    { ...guest, id: "qemu/101", vmid: 101, name: script, pool: script },
    { ...guest, id: "qemu/102", vmid: 102, name: reversed, tags: hidden },
    { ...guest, id: "qemu/103", vmid: 103, name: link },
    {
      ...guest,
      ...{ id: "qemu/104", vmid: 104, node: image, name: "on-a-bad-node" },
      ...{ status: image, uptime: "NaN", mem: "-1", cpu: {} },
      ...{ __proto__: { polluted: true }, constructor: image },
    },
  ];
}

/** The row of a guest, by a part of what it says. */
const row = (text: string) => page.getByRole("row").filter({ hasText: text });

test("G04 a token that is entered goes out in one body, and stays nowhere in the browser", async () => {
  await page.goto(`${product.url}/sign-up`);
  await page.getByLabel("Name").fill("Ana");
  await page.getByLabel("E-mail address").fill("ana@example.org");
  await page
    .getByLabel("Password", { exact: true })
    .fill("a long enough password");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByText("Three steps to your guests").waitFor(visible);

  await page.goto(`${product.url}/servers`);
  await page.getByRole("button", { name: "Add server" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("Hostile");
  await dialog.getByLabel("Host").fill(proxmox.host);
  await dialog.getByLabel("Port").fill(String(proxmox.port));
  await dialog.getByLabel("API token", { exact: true }).fill(proxmox.token);
  await dialog.getByRole("radio", { name: "Choose myself" }).check();
  await dialog.getByLabel("Cluster CA").check();
  await dialog.getByLabel("CA certificate").fill(proxmox.caCertificate);
  await dialog.getByRole("button", { name: "Test & Save" }).click();
  await dialog.getByText("Hostile is saved").waitFor(visible);
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.getByText("1 of 50 server slots used").waitFor(visible);

  const secret = proxmox.token.split("=")[1] ?? "";
  for (const { url, referer } of sent)
    expect(`${url} ${referer ?? ""}`).not.toContain(secret);
  const kept = await page.evaluate(async () => {
    const databases = (await indexedDB.databases()).map(({ name }) => name);
    const fields = [...document.querySelectorAll("input, textarea")].map(
      (field) => (field as HTMLInputElement).value,
    );
    return {
      keys: Object.keys(localStorage),
      databases,
      caches: await caches.keys().catch(() => []),
      cookies: document.cookie,
      session: Object.keys(sessionStorage),
      text: JSON.stringify([
        Object.entries(localStorage),
        Object.entries(sessionStorage),
        fields,
        document.documentElement.outerHTML,
        history.state,
      ]),
    };
  });
  expect(kept.text).not.toContain(secret);
  // Supabase's session, and what a person has chosen about the page.
  expect(
    kept.keys.filter((key) => !/^sb-[\w.]+-auth-token$|^muster[.:-]/.test(key)),
  ).toEqual([]);
  expect(kept).toMatchObject({ databases: [], caches: [], cookies: "" });
});

test("X01 X02 X03 what a server calls its guests is shown as text: no element, no script, no link, no hidden character", async () => {
  await page.goto(`${product.url}/dashboard`);
  await row("<img src=x").first().waitFor(visible);
  await row("</span><script>").first().waitFor(visible);
  await row("javascript:window.harmed=1").first().waitFor(visible);
  await row("on-a-bad-node").waitFor({ state: "attached" });

  const text = await page.innerText("main");
  expect(text).toContain("exe.\ufffdpng");
  expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b-\u200f]/);
  expect(
    await page.evaluate(() => ({
      harmed: "harmed" in window,
      polluted: "polluted" in {},
      images: [...document.images].map(({ src }) => src),
      scripts: [...document.scripts].filter(({ src }) => src === "").length,
      links: [...document.links].map(({ href }) => new URL(href).protocol),
      handlers: document.querySelectorAll("[onerror], [onload], [onclick]")
        .length,
    })),
  ).toEqual({
    harmed: false,
    polluted: false,
    images: [],
    scripts: 0,
    links: expect.not.arrayContaining(["javascript:"]) as string[],
    handlers: 0,
  });
});

test("X01 the reason that a server gives for a failed task is text, too", async () => {
  await row("javascript:window.harmed=1")
    .getByRole("button", { name: /^Start / })
    .click();
  await page.getByText(/no such disk <img src=x/).waitFor(visible);
  expect(await page.evaluate(() => "harmed" in window)).toBe(false);
});

test("X01 the activity shows what was done, and does nothing of it", async () => {
  await page.goto(`${product.url}/activity`);
  await page.locator("summary", { hasText: "Start" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export CSV" }).click();
  expect((await download).suggestedFilename()).toMatch(
    /^muster-activity-[\d-]+\.csv$/,
  );
});

test("X04 no page elsewhere can put ours into a frame", async () => {
  const foreign = await context.newPage();
  await foreign.goto(`${foreignOrigin()}/frame`);
  const [frame] = foreign.frames().filter((one) => one.parentFrame() !== null);
  await expect.poll(() => frame?.url()).toMatch(/^chrome-error:/);
  await foreign.close();
});

test("O01 O02 a page elsewhere reads nothing and does nothing in a person's name", async () => {
  const before = proxmox.seen.length;
  const foreign = await context.newPage();
  await foreign.goto(foreignOrigin());
  const results = await foreign.evaluate(async (url) => {
    const attempts: [string, RequestInit][] = [
      ["/functions/v1/proxmox-servers", {}],
      ["/functions/v1/proxmox-servers", { credentials: "include" }],
      ["/rest/v1/proxmox_servers", { credentials: "include" }],
      [
        "/functions/v1/vm-actions",
        { method: "POST", headers: { "content-type": "application/json" } },
      ],
      ["/functions/v1/vm-actions", { method: "POST", mode: "no-cors" }],
    ];
    return await Promise.all(
      attempts.map(([path, init]) =>
        fetch(url + path, { body: init.method ? "{}" : null, ...init }).then(
          async (response): Promise<string | number> =>
            response.ok ? await response.text() : response.status,
          () => "refused",
        ),
      ),
    );
  }, product.url);
  for (const result of results)
    // 0: sent, and its answer closed to the page; without a token it was refused.
    expect(["refused", 0, 401]).toContain(result);
  expect(proxmox.seen).toHaveLength(before);
  await foreign.close();
});

test("no page has failed by itself, asked a person anything, or been stopped by the policy", () => {
  expect(complaints).toEqual([]);
});

function foreignOrigin(): string {
  const { port } = elsewhere.address() as AddressInfo;
  return `http://127.0.0.1:${String(port)}`;
}
