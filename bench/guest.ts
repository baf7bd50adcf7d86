/**
 * `npx tsx bench/guest.ts`: a guest's own page, on the demo's fleet: how long after the server's answer it can be used, and how long its charts
 * take to be drawn. Both budgets are absolute: they are what a person notices.
 */
import type { Page } from "playwright-core";
import { launchBrowser } from "../tests/e2e/browser.ts";
import { signIn } from "../tests/e2e/person.ts";
import { startProduct } from "../tests/e2e/product.ts";
import { median, report } from "./report.ts";

const rounds = 5;

const product = await startProduct();
const browser = await launchBrowser();
const page = await (
  await browser.newContext({ viewport: { width: 1440, height: 900 } })
).newPage();
try {
  await page.goto(`${product.url}/dashboard?q=gitlab`);
  await signIn(page, product.demo.email, product.demo.password);
  await page.getByRole("link", { name: "gitlab", exact: true }).click();
  await page.getByRole("slider").last().waitFor();
  const address = page.url();

  await page.addInitScript(watchForUse);
  const usable: number[] = [];
  for (let round = 0; round < rounds; round += 1)
    usable.push(await timeToUse(page, address));

  const drawn: number[] = [];
  await chooseTime(page, "Day");
  await page.waitForLoadState("networkidle");
  for (let round = 0; round < rounds; round += 1)
    for (const name of ["Hour", "Day"])
      drawn.push(await chooseTime(page, name));

  await report(
    "guest",
    [
      {
        what: "guest's page usable after the answer, ms",
        value: median(usable),
        budget: 300,
      },
      {
        what: "its charts of 7 series drawn, ms",
        value: median(drawn),
        budget: 50,
      },
    ],
    { usable, drawn },
  );
} finally {
  await browser.close();
  await product.stop();
}

/** Runs in the page: when what only the guest's own answer tells can be used first. */
function watchForUse(): void {
  const seen = new MutationObserver(() => {
    const button = [...document.querySelectorAll("button")].find((one) =>
      one.textContent.includes("Edit tags"),
    );
    if (!button) return;
    seen.disconnect();
    requestAnimationFrame(() => {
      performance.mark("usable");
    });
  });
  seen.observe(document, { childList: true, subtree: true });
}

/** From the last byte of the guest's answer to the frame in which the page can be used. */
async function timeToUse(on: Page, address: string): Promise<number> {
  await on.goto(address);
  return on
    .waitForFunction(() => {
      const answer = performance
        .getEntriesByType("resource")
        .find(({ name }) => /\/guests\/qemu\/\d+\?/.test(name));
      const [mark] = performance.getEntriesByName("usable");
      return answer && mark
        ? mark.startTime - (answer as PerformanceResourceTiming).responseEnd
        : undefined;
    })
    .then((handle) => handle.jsonValue())
    .then((value) => value ?? Number.NaN);
}

/** From the click to the frame after the charts have been drawn anew; the points are known already. */
async function chooseTime(on: Page, name: string): Promise<number> {
  return on.evaluate(async (label) => {
    const button = [...document.querySelectorAll("button")].find(
      (one) => one.textContent === label,
    );
    const from = performance.now();
    button?.click();
    await new Promise((resolve) => {
      requestAnimationFrame(() => {
        requestAnimationFrame(resolve);
      });
    });
    return performance.now() - from;
  }, name);
}
