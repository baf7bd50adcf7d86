import { builtSite } from "../../local/build.ts";
import { launchBrowser } from "./browser.ts";

/** Once, before the files run side by side: a browser may have to be installed, and the pages built. */
export async function setup(): Promise<void> {
  const browser = await launchBrowser();
  await browser.close();
  await builtSite({ say: console.log });
}
