import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, inject } from "vitest";
import { launchBrowser } from "./browser.ts";
import { newPerson } from "./person.ts";
import { startCopy, type Product } from "./product.ts";

const artifacts = new URL("artifacts/", import.meta.url).pathname;

/** What the tests of a file play on; it is there once their own `beforeAll` runs. */
export interface Scene {
  product: Product;
  browser: Browser;
  context: BrowserContext;
  /** A page of the context's, which nobody has used. */
  page: Page;
  /** What no page may ever do: fail by itself, or be stopped by the content security policy. */
  complaints: string[];
  /** What else has been started, to be ended after the tests, also when the start of the next thing fails. */
  endings: (() => Promise<unknown>)[];
}

/**
 * The product with the demo in a data directory of its own, a browser, and one person in it, for all tests of a file. A test that fails leaves a
 * picture of each open page in `artifacts`, under the file's name.
 */
export function setScene(file: string): Scene {
  const scene = {
    complaints: [] as string[],
    endings: [] as Scene["endings"],
  } as Scene;
  const { complaints, endings } = scene;

  beforeAll(async () => {
    scene.browser = await launchBrowser();
    endings.push(() => scene.browser.close());
    scene.product = await startCopy(inject("installation"));
    endings.push(() => scene.product.stop());
    scene.context = await newPerson(scene.browser, complaints);
    scene.page = await scene.context.newPage();
  });

  afterAll(async () => {
    for (const end of endings.reverse()) await end();
  });

  afterEach(async ({ task }) => {
    if (task.result?.state !== "fail") return;
    const name = task.name.replace(/\W+/g, "-");
    for (const [index, page] of scene.context.pages().entries()) {
      await page.screenshot({
        path: `${artifacts}${file}-${name}-${String(index)}.png`,
      });
    }
  });

  return scene;
}
