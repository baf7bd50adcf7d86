import type { BrowserContextOptions, Page, Request } from "playwright-core";
import { beforeAll, expect } from "vitest";
import { signIn } from "./person.ts";
import { setScene, type Scene } from "./scene.ts";

export const visible = { state: "visible" } as const;
export const wide = { viewport: { width: 1440, height: 900 } };
export const phone = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
};

interface Screens {
  scene: Scene;
  signedIn: BrowserContextOptions["storageState"];
  /** A page of its own on a device. The content security policy would keep checkers out, too. */
  open: (path: string, options: BrowserContextOptions) => Promise<Page>;
  openSignedIn: (path: string, options: BrowserContextOptions) => Promise<Page>;
}

/** The demo's screens on any device, before and after signing in. */
export function setScreens(file: string): Screens {
  const scene = setScene(file);

  async function open(path: string, options: BrowserContextOptions) {
    const context = await scene.browser.newContext({
      bypassCSP: true,
      reducedMotion: "reduce",
      ...options,
    });
    context.setDefaultTimeout(30_000);
    const page = await context.newPage();
    countRequests(page);
    await page.goto(path.startsWith("/") ? scene.product.url + path : path);
    if (path.startsWith("/"))
      await page.getByRole("heading").first().waitFor(visible);
    return page;
  }

  const screens: Screens = {
    scene,
    signedIn: undefined,
    open,
    openSignedIn: (path, options) =>
      open(path, { ...options, storageState: screens.signedIn }),
  };

  beforeAll(async () => {
    const { email, password } = scene.product.demo;
    const page = await open("/sign-in", wide);
    await signIn(page, email, password);
    await guests(page).first().waitFor(visible);
    screens.signedIn = await page.context().storageState();
    await page.context().close();
  });

  return screens;
}

const underWay = new WeakMap<Page, Set<Request>>();

function countRequests(page: Page): void {
  const requests = new Set<Request>();
  underWay.set(page, requests);
  page.on("request", (request) => requests.add(request));
  for (const event of ["requestfinished", "requestfailed"] as const)
    page.on(event as "requestfinished", (request) => requests.delete(request));
}

/** Longer than the page keeps answers back to draw them together. */
const drawnWithinMs = 100;

/** Waits until a page has asked for all that it asks for once, as how a server's tags look, and has drawn it. */
export async function settled(page: Page): Promise<void> {
  let isQuiet = false;
  while (!isQuiet) {
    await expect.poll(() => underWay.get(page)?.size).toBe(0);
    // The page's own timers of that time come first, however busy it is.
    await page.evaluate(
      (ms) =>
        new Promise((resolve) =>
          setTimeout(() => requestIdleCallback(resolve), ms),
        ),
      drawnWithinMs,
    );
    isQuiet = underWay.get(page)?.size === 0;
  }
}

export function guests(page: Page) {
  return page.locator("[aria-label=Guests] [data-index]");
}
