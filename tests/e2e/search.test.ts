import type { Browser, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { signIn } from "./person.ts";
import type { Product } from "./product.ts";
import { setScene } from "./scene.ts";

/** The search over the demo's guests: each test goes on where the one before has left the page. */

const visible = { state: "visible" } as const;

const scene = setScene("search");
const { complaints } = scene;
let product: Product;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  ({ product, browser, page } = scene);
  await page.goto(`${product.url}/dashboard`);
  await signIn(page, product.demo.email, product.demo.password);
  await row("db-primary").waitFor(visible);
});

test("what is typed is completed with what exists, by keys alone", async () => {
  await page.keyboard.press("/");
  await page.keyboard.type("ser");
  await option(/^server:/).waitFor(visible);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.keyboard.type("off");
  await option(/^server:Office/).waitFor(visible);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect.poll(() => search().inputValue()).toBe("server:Office ");
  await row("db-primary").waitFor({ state: "detached" });
  await row("erp-test").waitFor(visible);
});

test("fields, negation and or narrow the list, and the address keeps the search", async () => {
  await search().fill("server:Office -erp-test or name:db-primary");
  await row("db-primary").waitFor(visible);
  await row("erp-test").waitFor({ state: "detached" });
  await page.waitForURL(/\?q=server%3AOffice.*db-primary/);
  await page.reload();
  await row("db-primary").waitFor(visible);
  expect(await row("erp-test").count()).toBe(0);
  expect(await search().inputValue()).toBe(
    "server:Office -erp-test or name:db-primary",
  );
});

test("a mistake is marked under its place, and the rest stays in force", async () => {
  await search().fill("db-primary statsu:running");
  await page
    .getByText("There is no field “statsu”. Did you mean “status”?")
    .waitFor(visible);
  const mark = page.getByText("statsu:", { exact: true });
  const [field, place] = [await box(search()), await box(mark)];
  // Under the second word, and so neither at the field's start nor out of it.
  expect(place.x).toBeGreaterThan(field.x + 80);
  expect(place.x + place.width).toBeLessThan(field.x + field.width);
  await expect.poll(shownGuests).toEqual(["db-primary"]);

  await search().fill("db-primary status:running");
  await mark.waitFor({ state: "detached" });
});

test("an example of the help goes into the search", async () => {
  await page.getByRole("button", { name: "How to search" }).click();
  await page.getByRole("button", { name: /^uptime<1d2h/ }).click();
  await expect.poll(() => search().inputValue()).toBe("uptime<1d2h");
  await search().fill("status:template");
  await expect.poll(shownGuests).not.toEqual([]);
});

test("a finger finds its way, too", async () => {
  const context = await browser.newContext({
    storageState: await page.context().storageState(),
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const phone = await context.newPage();
  await phone.goto(`${product.url}/dashboard`);
  await phone.getByRole("combobox", { name: "Search guests" }).tap();
  await phone.getByRole("option", { name: /^type:/ }).tap();
  await phone.getByRole("option", { name: /^type:ct/ }).tap();
  await expect
    .poll(() =>
      phone.getByRole("combobox", { name: "Search guests" }).inputValue(),
    )
    .toBe("type:ct ");
  await expect.poll(() => phone.getByText(/^VM \d+/).count()).toBe(0);
  await expect
    .poll(() => phone.getByText(/^CT \d+/).count())
    .toBeGreaterThan(0);
  await context.close();
});

test("no page failed by itself", () => {
  expect(complaints).toEqual([]);
});

function search() {
  return page.getByRole("combobox", { name: "Search guests" });
}

function option(name: RegExp) {
  return page.getByRole("option", { name });
}

function row(name: string) {
  return page.getByRole("row").filter({
    has: page.getByRole("link", { name, exact: true }),
  });
}

function shownGuests() {
  return page.getByRole("rowheader").allInnerTexts();
}

async function box(locator: ReturnType<Page["getByRole"]>) {
  const found = await locator.boundingBox();
  if (!found) throw new Error("It is not on the page");
  return found;
}
