import { rm } from "node:fs/promises";
import type { TestProject } from "vitest/node";
import { builtSite } from "../../local/build.ts";
import { launchBrowser } from "./browser.ts";
import { installProduct } from "./product.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A data directory to copy. */
    installation: string;
  }
}

/** Once, before the files run side by side: a browser may have to be installed, the pages built, and the demo is made. */
export async function setup({
  provide,
}: TestProject): Promise<() => Promise<void>> {
  const browser = await launchBrowser();
  await browser.close();
  await builtSite({ say: console.log });
  const installation = await installProduct();
  provide("installation", installation);
  return () => rm(installation, { recursive: true, force: true });
}
