import { gzipSync } from "node:zlib";
import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, test } from "vitest";
import { guests, setScreens, settled, visible, wide } from "./screens.ts";

/** What holds for every screen, on every device: nothing is cut, and it is there soon. */

const screens = setScreens("screens");
const { scene, open, openSignedIn } = screens;

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
    await page.goto(scene.product.url + path);
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

test("the first load is 125 KB to sign in, and 167 KB for the dashboard", async () => {
  const signInPage = await loadedBytes("/sign-in", undefined, (page) =>
    page.getByLabel("E-mail address").waitFor(visible),
  );
  expect(signInPage).toBeLessThanOrEqual(125_000);
  const dashboard = await loadedBytes("/dashboard", screens.signedIn, (page) =>
    guests(page).first().waitFor(visible),
  );
  expect(dashboard).toBeLessThanOrEqual(167_000);
});

test("a refresh that brings the same changes nothing on the page", async () => {
  const page = await open("about:blank", {
    ...wide,
    storageState: screens.signedIn,
  });
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
  await page.clock.install();
  await page.goto(`${scene.product.url}/dashboard`);
  await guests(page).first().waitFor(visible);
  await settled(page);
  const sweepsBefore = sweeps;

  await page.evaluate(() => {
    const changes: string[] = [];
    Object.assign(window, { changes });
    const observer = new MutationObserver((records) => {
      for (const { type, attributeName, target } of records)
        changes.push(`${type} ${attributeName ?? ""} of ${target.nodeName}`);
    });
    observer.observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
  });
  await page.clock.runFor(12_000);
  await expect.poll(() => sweeps).toBeGreaterThan(sweepsBefore);
  await settled(page);
  const changes = await page.evaluate(
    () => (window as unknown as { changes: string[] }).changes,
  );
  expect(changes).toEqual([]);
  await page.context().close();
});

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
  await page.goto(scene.product.url + path);
  await isThere(page);
  await page.waitForLoadState("networkidle");
  const sizes = (await Promise.all(bodies)).map(
    (body) => gzipSync(body, { level: 9 }).length,
  );
  await page.context().close();
  return sizes.reduce((sum, size) => sum + size, 0);
}
