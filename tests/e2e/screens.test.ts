import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import type { Result } from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "./browser.ts";
import { signIn } from "./person.ts";
import { startProduct, type Product } from "./product.ts";

/** What holds for every screen, on every device: anybody can read and use it, nothing is cut, and it is there soon. */

const visible = { state: "visible" } as const;
const wide = { viewport: { width: 1440, height: 900 } };
const phone = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
};

let product: Product;
let browser: Browser;
let axeSource: string;
let signedIn: BrowserContextOptions["storageState"];
const endings: (() => Promise<void>)[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
  endings.push(() => browser.close());
  product = await startProduct();
  endings.push(() => product.stop());
  const path = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
  axeSource = await readFile(path, "utf8");

  const page = await open("/sign-in", wide);
  await signIn(page, product.demo.email, product.demo.password);
  await guests(page).first().waitFor(visible);
  signedIn = await page.context().storageState();
  await page.context().close();
});

afterAll(async () => {
  for (const end of endings.reverse()) await end();
});

describe.each([
  ["wide and light", { ...wide, colorScheme: "light" as const }],
  ["wide and dark", { ...wide, colorScheme: "dark" as const }],
  ["a phone, light", { ...phone, colorScheme: "light" as const }],
  ["a phone, dark", { ...phone, colorScheme: "dark" as const }],
])("WCAG 2.2 AA, %s", (_, device) => {
  test("before signing in", async () => {
    const page = await open("/sign-in", device);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.locator("[aria-invalid=true]").first().waitFor(visible);
    await expectAccessible(page);
    for (const path of ["/sign-up", "/forgotten-password", "/nowhere"]) {
      await page.goto(product.url + path);
      await page.getByRole("heading", { level: 1 }).waitFor(visible);
      await expectAccessible(page);
    }
    await page.context().close();
  });

  test("the dashboard, its menus and its question", async () => {
    const page = await openSignedIn("/dashboard", device);
    await guests(page).first().waitFor(visible);
    await expectAccessible(page);

    await page.getByRole("button", { name: "All servers" }).click();
    await page.getByRole("dialog", { name: "Servers" }).waitFor(visible);
    await expectAccessible(page);
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "Display" }).click();
    await page.getByLabel("Group by").selectOption("Status");
    await page
      .getByRole("button", { name: /^Running/ })
      .last()
      .waitFor(visible);
    await expectAccessible(page);
    await page.keyboard.press("Escape");

    await page
      .getByRole("button", { name: "Actions for backup-target" })
      .click();
    await page.getByRole("menuitem", { name: "Stop" }).waitFor(visible);
    await expectAccessible(page);
    await page.getByRole("menuitem", { name: "Stop" }).click();
    await page.getByRole("alertdialog").waitFor(visible);
    await expectAccessible(page);
    await page.context().close();
  });

  test("the servers and their dialogs", async () => {
    const page = await openSignedIn("/servers", device);
    await page.getByText("4 of 50 server slots used").waitFor(visible);
    await expectAccessible(page);

    await page.getByRole("button", { name: "Test Berlin" }).click();
    await page.getByText("The token may").waitFor(visible);
    await expectAccessible(page);

    await page.getByRole("button", { name: "Delete Berlin" }).click();
    await page.getByRole("alertdialog").waitFor(visible);
    await expectAccessible(page);
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "Edit Berlin" }).click();
    await page.getByRole("dialog").waitFor(visible);
    await expectAccessible(page);
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "Add server" }).click();
    await page.getByText("How to make a token", { exact: true }).click();
    await page.getByRole("button", { name: "Test & Save" }).click();
    await page.getByText("Enter a name").waitFor(visible);
    await expectAccessible(page);
    await page.context().close();
  });

  test("a guest's page, and one of its questions", async () => {
    const page = await openSignedIn("/dashboard?q=gitlab", device);
    await page.getByRole("link", { name: "gitlab", exact: true }).click();
    await page.getByText(/Debian GNU/).waitFor(visible);
    await page.getByRole("slider").last().waitFor(visible);
    await expectAccessible(page);

    await page.getByRole("link", { name: "Configuration" }).click();
    await page.getByText("scsi0", { exact: true }).waitFor(visible);
    await expectAccessible(page);

    await page.getByRole("link", { name: "Snapshots" }).click();
    await page
      .getByRole("button", { name: "Roll back to before-17-4" })
      .click();
    await page.getByRole("dialog").waitFor(visible);
    await expectAccessible(page);
    await page.context().close();
  });

  test("what was done, the settings, and the administration", async () => {
    const page = await openSignedIn("/activity", device);
    await page.getByText("Make administrator").last().waitFor(visible);
    await expectAccessible(page);
    await page.goto(`${product.url}/profile`);
    await page.getByLabel("Time zone").waitFor(visible);
    await expectAccessible(page);

    await page.goto(`${product.url}/admin/servers`);
    const deactivate = page.getByRole("button", { name: "Deactivate Berlin" });
    await deactivate.waitFor(visible);
    await expectAccessible(page);
    await deactivate.click();
    await page.getByRole("dialog").waitFor(visible);
    await expectAccessible(page);
    await page.goto(`${product.url}/admin/health`);
    await page.getByText("Key 1", { exact: true }).waitFor(visible);
    await expectAccessible(page);
    await page.context().close();
  });
});

test("no screen is wider than its window, and no number on a card is cut", async () => {
  const page = await openSignedIn("/dashboard", wide);
  for (const path of [
    "/servers",
    "/activity",
    "/profile",
    "/admin/servers",
    "/admin/health",
    "/dashboard",
    "/dashboard?view=cards",
  ]) {
    await page.goto(product.url + path);
    await page.getByRole("heading", { level: 1 }).waitFor(visible);
    if (path.startsWith("/dashboard"))
      await guests(page).first().waitFor(visible);

    for (const width of [320, 390, 600, 768, 1024, 1280, 1440, 1920, 2560]) {
      await page.setViewportSize({ width, height: 900 });
      // The cards take up the new width in the frames that follow.
      const message = `${path} at ${width} px`;
      await expect.poll(() => cutTexts(page), { message }).toEqual([]);
      await expect.poll(() => excessWidth(page), { message }).toBe(0);
    }
  }
  await page.context().close();
});

test("the first load is 130 KB to sign in, and 170 KB for the dashboard", async () => {
  const signInPage = await loadedBytes("/sign-in", undefined, (page) =>
    page.getByLabel("E-mail address").waitFor(visible),
  );
  expect(signInPage).toBeLessThanOrEqual(130_000);
  const dashboard = await loadedBytes("/dashboard", signedIn, (page) =>
    guests(page).first().waitFor(visible),
  );
  expect(dashboard).toBeLessThanOrEqual(170_000);
});

test("a refresh that brings the same changes nothing on the page", async () => {
  const page = await open("about:blank", { ...wide, storageState: signedIn });
  let answer: Buffer | undefined;
  let sweeps = 0;
  await page.route("**/functions/v1/list-vms*", async (route) => {
    if (!answer) {
      const response = await route.fetch();
      answer = await response.body();
    }
    sweeps += 1;
    await route.fulfill({
      body: answer,
      contentType: "application/x-ndjson",
    });
  });
  await page.goto(`${product.url}/dashboard`);
  await guests(page).first().waitFor(visible);
  await page.waitForTimeout(1000);
  const sweepsBefore = sweeps;

  const changes = await page.evaluate(async () => {
    const seen: string[] = [];
    const observer = new MutationObserver((records) => {
      for (const { type, attributeName, target } of records)
        seen.push(`${type} ${attributeName ?? ""} of ${target.nodeName}`);
    });
    observer.observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    return seen;
  });
  expect(sweeps).toBeGreaterThan(sweepsBefore);
  expect(changes).toEqual([]);
  await page.context().close();
});

/** The content security policy would keep the checker out, too. */
async function open(path: string, options: BrowserContextOptions) {
  const context = await browser.newContext({
    bypassCSP: true,
    reducedMotion: "reduce",
    ...options,
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await page.goto(path.startsWith("/") ? product.url + path : path);
  if (path.startsWith("/"))
    await page.getByRole("heading").first().waitFor(visible);
  return page;
}

function openSignedIn(path: string, options: BrowserContextOptions) {
  return open(path, { ...options, storageState: signedIn });
}

function guests(page: Page) {
  return page.locator("[aria-label=Guests] [data-index]");
}

async function expectAccessible(page: Page) {
  await page.evaluate(axeSource);
  // Half faded in, a text has half of its contrast.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((one) => one.effect?.getComputedTiming().endTime !== Infinity)
        .map(({ finished }) => finished),
    ),
  );
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run: (options: object) => Promise<{ violations: Result[] }> };
    };
    const result = await axe.run({
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    });
    return result.violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" ")}`,
    );
  });
  expect(violations, page.url()).toEqual([]);
}

function cutTexts(page: Page) {
  return page.evaluate(() =>
    [...document.querySelectorAll("ul[aria-label=Guests] p")]
      .filter((text) => /^(?:CPU|Memory) /.test(text.textContent))
      .filter((text) => text.scrollWidth > text.clientWidth)
      .map((text) => text.textContent),
  );
}

function excessWidth(page: Page) {
  return page.evaluate(
    () => document.documentElement.scrollWidth - window.innerWidth,
  );
}

/** Scripts and styles as they would travel: gzip, the best it can. */
async function loadedBytes(
  path: string,
  storageState: BrowserContextOptions["storageState"],
  isThere: (page: Page) => Promise<unknown>,
): Promise<number> {
  const page = await open("about:blank", { ...wide, storageState });
  const bodies: Promise<Buffer>[] = [];
  page.on("response", (response) => {
    if (/\.(?:js|css)$/.test(new URL(response.url()).pathname))
      bodies.push(response.body());
  });
  await page.goto(product.url + path);
  await isThere(page);
  await page.waitForLoadState("networkidle");
  const sizes = (await Promise.all(bodies)).map(
    (body) => gzipSync(body, { level: 9 }).length,
  );
  await page.context().close();
  return sizes.reduce((sum, size) => sum + size, 0);
}
