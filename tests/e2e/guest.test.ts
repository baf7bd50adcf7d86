import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { signIn } from "./person.ts";
import type { Product } from "./product.ts";
import { setScene } from "./scene.ts";

/** A guest's own page, on the demo's fleet: each test goes on where the one before has left it. */

const visible = { state: "visible", timeout: 30_000 } as const;

const scene = setScene("guest");
const { complaints } = scene;
let product: Product;
let page: Page;

beforeAll(async () => {
  ({ product, page } = scene);
  await page.goto(`${product.url}/dashboard?q=gitlab`);
  await signIn(page, product.demo.email, product.demo.password);
});

test("opens from the list, with what only the guest tells", async () => {
  await page.getByRole("link", { name: "gitlab", exact: true }).click();
  await page
    .getByRole("heading", { level: 1, name: "gitlab" })
    .waitFor(visible);
  await page.getByText(/Debian GNU\/Linux 12/).waitFor(visible);
  await page
    .getByText(/^10\.20\.\d+\.\d+$/)
    .first()
    .waitFor(visible);
});

test("its charts are drawn, and read by the keyboard", async () => {
  const cpu = page.getByRole("slider", { name: /^CPU/ });
  await cpu.waitFor(visible);
  await expect.poll(() => inkIn("CPU")).toBeGreaterThan(500);
  await expect
    .poll(() => cpu.getAttribute("aria-valuetext"))
    .toMatch(/^Newest: Used \d/);
  await cpu.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => cpu.getAttribute("aria-valuenow")).toBe("1");
  expect(await cpu.getAttribute("aria-valuetext")).not.toMatch(/^Newest/);
  // The others show the same moment.
  await expect
    .poll(() =>
      page
        .getByRole("slider", { name: /^Network/ })
        .getAttribute("aria-valuenow"),
    )
    .toBe("1");
});

test("another time stands in the address, and survives a reload", async () => {
  await page.getByRole("button", { name: "Week" }).click();
  await page.waitForURL(/\?time=week$/);
  await page.reload();
  await page
    .getByRole("button", { name: "Week", pressed: true })
    .waitFor(visible);
  await expect.poll(() => inkIn("Memory")).toBeGreaterThan(500);
});

test("a snapshot is taken, and the guest goes back to it", async () => {
  await page.getByRole("link", { name: "Snapshots" }).click();
  await page.getByRole("button", { name: "Take snapshot" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("before-18-0");
  await dialog.getByRole("checkbox", { name: "With its memory" }).uncheck();
  await dialog.getByRole("button", { name: "Take snapshot" }).click();
  await page.getByText("Snapshot before-18-0 of gitlab taken").waitFor(visible);
  await snapshot("before-18-0").getByText("You are here").waitFor(visible);

  await page.getByRole("button", { name: "Roll back to before-17-5" }).click();
  await expect
    .poll(() => dialog.innerText())
    .toMatch(/is lost.*power cut.*later snapshot/s);
  await dialog.getByRole("button", { name: "Roll back" }).click();
  await page.getByText("gitlab is back at before-17-5").waitFor(visible);
  await snapshot("before-17-5").getByText("You are here").waitFor(visible);
});

test("what was done is among its tasks, with the log behind it", async () => {
  await page
    .getByRole("main")
    .getByRole("link", { name: "Tasks", exact: true })
    .click();
  await page
    .getByRole("button", { name: /^Take snapshot/ })
    .first()
    .click();
  await page
    .getByRole("dialog")
    .getByText(/TASK OK/)
    .waitFor(visible);
  await page.keyboard.press("Escape");
});

test("a clone is begun under the number that is free", async () => {
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: /^Clone/ }).click();
  const dialog = page.getByRole("dialog");
  await expect
    .poll(() => dialog.getByLabel("VMID").inputValue())
    .toMatch(/^\d{3,9}$/);
  await dialog.getByLabel("Name").fill("gitlab-try");
  await dialog.getByRole("button", { name: "Clone" }).click();
  await dialog.waitFor({ state: "detached" });
  await page
    .getByText(/^Cloning gitlab as gitlab-try/)
    .first()
    .waitFor(visible);
});

test("no page has failed by itself, and the content security policy stopped nothing", () => {
  expect(complaints).toEqual([]);
});

function snapshot(name: string) {
  return page
    .getByRole("list", { name: "Snapshots" })
    .getByRole("listitem")
    .filter({
      has: page.getByRole("button", { name: `Roll back to ${name}` }),
    });
}

/** How many pixels of a chart something has been drawn on. */
async function inkIn(chart: string): Promise<number> {
  return page
    .getByRole("slider", { name: new RegExp(`^${chart}`) })
    .locator("canvas")
    .evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas
        .getContext("2d")
        ?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      let ink = 0;
      for (let alpha = 3; alpha < data.length; alpha += 4) {
        if (data[alpha] !== 0) ink += 1;
      }
      return ink;
    });
}
