import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startSimulator, type Simulator } from "../../simulator/simulator.ts";
import { newPerson, signIn } from "./person.ts";
import { setScene } from "./scene.ts";

/** The operator's own server, from who shares it to who gets something of it. */

const visible = { state: "visible" } as const;
const ana = { email: "ana@example.org", password: "correct horse battery" };

let simulator: Simulator;

// Before the product starts: it has its operator's server from the environment.
beforeAll(async () => {
  simulator = await startSimulator({
    clusters: [
      {
        name: "shared",
        nodes: [{ name: "pve1" }],
        guests: [
          { type: "qemu", name: "shop-web", tags: "shop" },
          { type: "lxc", name: "shop-db", tags: "shop" },
          { type: "qemu", name: "build", state: "stopped" },
          { type: "qemu", name: "payroll" },
        ],
      },
    ],
  });
  const [cluster] = simulator.clusters;
  const [node] = cluster?.nodes ?? [];
  vi.stubEnv("PROXMOX_HOST", node?.host);
  vi.stubEnv("PROXMOX_PORT", String(node?.port));
  vi.stubEnv("PROXMOX_API_TOKEN", cluster?.tokens.admin);
  vi.stubEnv(
    "PROXMOX_CA_CERT",
    cluster?.caCertificate.replaceAll("\n", String.raw`\n`),
  );
});
const scene = setScene("assignments");
afterAll(() => simulator.close());

test("an administrator gives a person a guest and a tag, and they see exactly these", async () => {
  const { product, browser, page, complaints } = scene;
  const signedUp = await page.request.post(`${product.url}/auth/v1/signup`, {
    headers: { apikey: product.publishableKey },
    data: { ...ana, data: { name: "Ana" } },
  });
  expect(signedUp.ok()).toBe(true);

  await page.goto(`${product.url}/admin/assignments`);
  await signIn(page, product.demo.email, product.demo.password);
  await page.getByRole("link", { name: /^Ana/ }).click();
  const form = page.getByRole("form", { name: "Add a rule" });
  await form.getByLabel("Tag", { exact: true }).fill("shop");
  await form.getByText("Holds for 2 guests now.").waitFor(visible);
  await form.getByLabel("Console").check();
  await form.getByRole("button", { name: "Add rule" }).click();
  await page.getByRole("list", { name: "Rules" }).waitFor(visible);

  await page.getByLabel("Select build").check();
  const bar = page.getByRole("group", { name: "Selected guests" });
  await bar.getByLabel("Power").check();
  await bar.getByRole("button", { name: "Assign" }).click();
  await page.getByText("1 guest assigned to Ana").waitFor(visible);
  await page.getByRole("button", { name: /^Seen 3/ }).waitFor(visible);

  const person = await newPerson(browser, complaints);
  const hers = await person.newPage();
  await hers.goto(`${product.url}/dashboard`);
  await signIn(hers, ana.email, ana.password);
  await hers.getByText("2 of 3 guests running, on 1 server").waitFor(visible);
  expect(await guestsOf(hers)).toEqual(["build", "shop-db", "shop-web"]);

  // Given by hand with power; by the tag with the console alone.
  await hers.getByRole("row", { name: /build/ }).hover();
  await hers.getByLabel("Start build").waitFor(visible);
  await hers.getByRole("row", { name: /shop-web/ }).hover();
  await hers.getByLabel("Console of shop-web").waitFor(visible);
  expect(await hers.getByLabel("Shut down shop-web").count()).toBe(0);

  await hers.getByRole("link", { name: "shop-web" }).click();
  await hers.getByRole("button", { name: "Console" }).waitFor(visible);
  expect(await hers.getByRole("button", { name: "Shutdown" }).count()).toBe(0);
  await hers.getByRole("button", { name: "More" }).click();
  await hers.getByText(/not yours to start or stop/).waitFor(visible);
  expect(complaints).toEqual([]);
});

/** The names in the list. */
function guestsOf(page: Page): Promise<string[]> {
  return page
    .getByRole("grid", { name: "Guests" })
    .getByRole("rowheader")
    .getByRole("link")
    .allTextContents();
}
