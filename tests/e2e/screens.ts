import type { BrowserContextOptions, Page } from "playwright-core";
import { beforeAll } from "vitest";
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
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
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

export function guests(page: Page) {
  return page.locator("[aria-label=Guests] [data-index]");
}
