import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { signIn } from "./person.ts";
import type { Product } from "./product.ts";
import { setScene } from "./scene.ts";

/** What a person learns of the tasks: their own from the click on, others' from the servers, and why one has failed. */

const visible = { state: "visible" } as const;

const scene = setScene("tasks");
const { complaints } = scene;
let product: Product;
let page: Page;

beforeAll(async () => {
  ({ product, page } = scene);
  await page.goto(product.url);
  await signIn(page, product.demo.email, product.demo.password);
  await page.getByRole("button", { name: "Start erp-test" }).waitFor(visible);
});

test("a start stands in the drawer, and its log is read to its end", async () => {
  await page.getByRole("button", { name: "Start erp-test" }).click();
  await page
    .getByRole("button", { name: /^Running tasks/ })
    .first()
    .click();
  const drawer = page.getByRole("dialog", { name: "Tasks" });
  await drawer.waitFor(visible);

  const start = drawer.getByRole("listitem").filter({ hasText: "erp-test" });
  await start.first().waitFor(visible);
  await start
    .first()
    .getByRole("button", { name: /^Start/ })
    .click();

  const log = page.getByRole("dialog", { name: /Start erp-test/ });
  await log.getByText("TASK OK").waitFor(visible);
  await log.getByText("Done", { exact: true }).waitFor(visible);
  await page.keyboard.press("Escape");
  await log.waitFor({ state: "detached" });
  // One key closes one thing.
  expect(await drawer.isVisible()).toBe(true);
});

test("the history finds what has failed, and its log holds Proxmox VE's reason", async () => {
  await page.goto(`${product.url}/tasks?result=failed&type=vzdump`);
  const failed = page.getByRole("list", { name: "Tasks" });
  await failed.getByText("job errors").first().waitFor(visible);
  await failed
    .getByRole("button", { name: /^Backup/ })
    .first()
    .click();
  const log = page.getByRole("dialog", { name: /^Backup/ });
  await log.getByText("TASK ERROR: job errors").waitFor(visible);
  await log.getByText("Failed", { exact: true }).waitFor(visible);
  await page.keyboard.press("Escape");

  // All that one of the servers remembers, asked of each of its nodes.
  await page.getByRole("combobox", { name: "Server" }).selectOption("Berlin");
  await failed
    .getByText(/Berlin · ber-pve\d/)
    .first()
    .waitFor(visible);
  await page.waitForURL(/server=/);
  expect(complaints).toEqual([]);
});
