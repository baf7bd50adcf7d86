import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { startSimulator, type Simulator } from "../../simulator/simulator.ts";
import { newPerson, signIn } from "./person.ts";
import type { Product } from "./product.ts";
import { setScene } from "./scene.ts";

/** The main job, as one person does it: each test goes on where the one before has left the page. */

const visible = { state: "visible" } as const;

const scene = setScene("journey");
const { complaints, endings } = scene;
let product: Product;
let simulator: Simulator;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  ({ product, browser, page } = scene);
  simulator = await startSimulator({
    clusters: [
      {
        name: "attic",
        nodes: [{ name: "attic1" }],
        guests: [{ type: "qemu", vmid: 901, name: "attic-vm", node: "attic1" }],
      },
    ],
    taskSpeed: 4,
  });
  endings.push(() => simulator.close());
});

test("who is not signed in is led to the sign-in page", async () => {
  await page.goto(`${product.url}/servers`);
  await page.getByRole("heading", { name: "Sign in" }).waitFor(visible);
});

test("a wrong password says so, the printed login works and leads on", async () => {
  const { email, password } = product.demo;
  await signIn(page, email, `${password}-wrong`);
  await page.getByRole("alert").waitFor(visible);
  await signIn(page, email, password);
  await page.getByRole("heading", { name: "Servers" }).waitFor(visible);
  await page.getByText("4 of 50 server slots used").waitFor(visible);
});

test("the dashboard holds the demo's guests, each with its server's name", async () => {
  await page.getByRole("link", { name: "Dashboard" }).first().click();
  await row("db-primary").waitFor(visible);
  expect(await row("db-primary").innerText()).toMatch(/Berlin/);
  expect(await row("db-primary").innerText()).toMatch(/\d %.+\d [MG]iB/s);
});

test("one server's guests are shown by the server filter, and the address keeps it", async () => {
  await page.getByRole("button", { name: "All servers" }).click();
  await page.getByRole("checkbox", { name: /Office/ }).click();
  await page.keyboard.press("Escape");
  await row("db-primary").waitFor({ state: "detached" });
  await row("erp-test").waitFor(visible);
  await page.waitForURL(/\?server=/);
  await page.reload();
  await row("erp-test").waitFor(visible);
  expect(await row("db-primary").count()).toBe(0);
});

test("starting a stopped guest shows it running after its task has ended", async () => {
  await page.goto(`${product.url}/dashboard`);
  await row("erp-test").getByText("Stopped").waitFor(visible);
  await page.getByRole("button", { name: "Start erp-test" }).click();
  await row("erp-test").getByText("Starting").waitFor(visible);
  await page.getByText("erp-test started").waitFor(visible);
  await row("erp-test").getByText("Running").waitFor(visible);
});

test("stopping a guest asks first, and says which", async () => {
  await page.getByRole("button", { name: "Actions for erp-test" }).click();
  await page.getByRole("menuitem", { name: "Stop" }).click();
  const question = page.getByRole("alertdialog");
  expect(await question.innerText()).toMatch(/Stop erp-test\?.*Office/s);
  await question.getByRole("button", { name: "Stop" }).click();
  await page.getByText("erp-test stopped").waitFor(visible);
  await row("erp-test").getByText("Stopped").waitFor(visible);
});

test("what is no server is refused at its fields", async () => {
  await page.goto(`${product.url}/servers`);
  await page.getByRole("button", { name: "Add server" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Host").fill("https://user:pw@pve1/path");
  await dialog.getByLabel("Port").fill("70000");
  await dialog.getByLabel("API token", { exact: true }).fill("secret");
  await dialog.getByRole("button", { name: "Test & Save" }).click();
  for (const message of [
    "Enter a name",
    "Enter a port from 1 to 65535",
    /Enter a host name or an IP address/,
    /USER@REALM!TOKENID=UUID, for example/,
  ])
    await dialog.getByText(message).waitFor(visible);
});

test("a refused token is an error that says what to do, and nothing is stored", async () => {
  const dialog = page.getByRole("dialog");
  const { node, cluster } = attic();
  await dialog.getByLabel("Name", { exact: true }).fill("Attic");
  // As it is pasted from the address bar of Proxmox VE's own page.
  await dialog
    .getByLabel("Host")
    .fill(`https://${node.host}:${node.port}/#v1:0:18`);
  await dialog
    .getByLabel("API token", { exact: true })
    .fill(`root@pam!wrong=${"0".repeat(8)}-0000-4000-8000-${"0".repeat(12)}`);
  await dialog.getByRole("radio", { name: "Choose myself" }).check();
  await dialog.getByLabel("Cluster CA").check();
  await dialog.getByLabel("CA certificate").fill(cluster.caCertificate);
  await dialog.getByRole("button", { name: "Test & Save" }).click();
  const alert = dialog.getByRole("alert");
  await alert.waitFor(visible);
  expect(await alert.innerText()).toMatch(/token/i);
  expect(await dialog.getByLabel("Host").inputValue()).toBe(node.host);
  expect(await dialog.getByLabel("Port").inputValue()).toBe(String(node.port));
  expect(
    await dialog.getByRole("button", { name: "Save anyway" }).count(),
  ).toBe(0);
});

test("Test & Save tests, saves, and says what the token may do", async () => {
  const dialog = page.getByRole("dialog");
  await dialog
    .getByLabel("API token", { exact: true })
    .fill(attic().cluster.tokens.operator);
  await dialog.getByRole("button", { name: "Test & Save" }).click();
  await dialog.getByText("Attic is saved").waitFor(visible);
  expect(await dialog.innerText()).toMatch(/Proxmox VE 8\.4.*attic1/s);
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.getByText("5 of 50 server slots used").waitFor(visible);
});

test("a saved server is tested again by a click", async () => {
  await page.getByRole("button", { name: "Test Attic" }).click();
  await page.getByRole("status").getByText("attic1").waitFor(visible);
});

test("a server is renamed without its token; a new port needs the token", async () => {
  await page.getByRole("button", { name: "Edit Attic" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("Loft");
  await dialog.getByLabel("Port").fill("8006");
  await dialog.getByRole("button", { name: "Test & Save" }).click();
  await dialog
    .getByText(/Enter (the token|it) again/)
    .first()
    .waitFor(visible);
  await dialog.getByLabel("Port").fill(String(attic().node.port));
  await dialog.getByRole("button", { name: "Test & Save" }).click();
  await dialog.getByText("Loft is saved").waitFor(visible);
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.getByRole("heading", { name: "Loft" }).waitFor(visible);
});

test("a server that is down is named with the cause, beside the guests of the others", async () => {
  await simulator.setFault("attic", { kind: "refuse" });
  await page.goto(`${product.url}/dashboard`);
  const problems = page.getByRole("region", { name: "Servers with a problem" });
  await problems
    .getByText("Loft")
    .first()
    .waitFor({ ...visible, timeout: 30_000 });
  await row("db-primary").waitFor(visible);
  await simulator.setFault("attic", null);
  await problems.getByRole("button", { name: "Retry Loft" }).click();
  await problems.waitFor({ state: "detached" });
  await row("attic-vm").waitFor(visible);
});

test("a server is deleted after a question, and its slot is free again", async () => {
  await page.goto(`${product.url}/servers`);
  await page.getByRole("button", { name: "Delete Loft" }).click();
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: "Delete" })
    .click();
  await page.getByText("4 of 50 server slots used").waitFor(visible);
  expect(await page.getByRole("heading", { name: "Loft" }).count()).toBe(0);
});

test("a second person signs up and sees nothing of the first", async () => {
  const other = await newPerson(browser, complaints);
  const theirs = await other.newPage();
  await theirs.goto(`${product.url}/sign-up`);
  await theirs.getByLabel("Name").fill("Second Person");
  await theirs.getByLabel("E-mail address").fill("second@example.org");
  await theirs
    .getByLabel("Password", { exact: true })
    .fill("a long enough password");
  await theirs.getByRole("button", { name: "Create account" }).click();
  await theirs.getByText("Three steps to your guests").waitFor(visible);
  await theirs.getByRole("link", { name: "Servers" }).first().click();
  await theirs.getByText("0 of 50 server slots used").waitFor(visible);
  expect(await theirs.innerText("body")).not.toMatch(/Berlin|db-primary/);
  await other.close();
});

test("a forgotten password is replaced by the link of a mail", async () => {
  const other = await newPerson(browser, complaints);
  const theirs = await other.newPage();
  await theirs.goto(`${product.url}/sign-in`);
  await theirs.getByRole("link", { name: "Forgotten your password?" }).click();
  // Until the page is there, the one before it stands, with a field of the same name.
  await theirs.waitForURL(/forgot/);
  await theirs.getByRole("button", { name: /Send/ }).waitFor(visible);
  await theirs.getByLabel("E-mail address").fill("second@example.org");
  await theirs.getByRole("button", { name: /Send/ }).click();
  await theirs
    .getByText(/second@example\.org/)
    .first()
    .waitFor(visible);
  const link = await expect
    .poll(() => recoveryLink())
    .toBeTruthy()
    .then(recoveryLink);
  await theirs.goto(link ?? "");
  await theirs
    .getByLabel("New password", { exact: true })
    .fill("another long password");
  await theirs
    .getByRole("button", { name: /password/i })
    .last()
    .click();
  await theirs.getByText("Three steps to your guests").waitFor(visible);
  await other.close();
});

test("the second person's theme follows them, their data goes along, and their account goes for good", async () => {
  const open = async () => {
    const device = await newPerson(browser, complaints);
    const theirs = await device.newPage();
    await theirs.goto(`${product.url}/profile`);
    await signIn(theirs, "second@example.org", "another long password");
    await theirs.getByRole("heading", { name: "Settings" }).waitFor(visible);
    return theirs;
  };
  const first = await open();
  const kept = first.waitForResponse(
    (response) => response.request().method() === "PATCH" && response.ok(),
  );
  await first.getByText("Dark", { exact: true }).click();
  await kept;

  const theirs = await open();
  await theirs.locator("html.dark").waitFor(visible);
  const [download] = await Promise.all([
    theirs.waitForEvent("download"),
    theirs.getByRole("button", { name: "Export" }).click(),
  ]);
  const exported: unknown = JSON.parse(
    await readFile(await download.path(), "utf8"),
  );
  expect(exported).toMatchObject({
    profile: { email: "second@example.org", theme: "dark" },
    servers: [],
  });

  await theirs.getByRole("button", { name: "Delete account …" }).click();
  const dialog = theirs.getByRole("dialog");
  await dialog.getByLabel("Type second@").fill("second@example.org");
  await dialog.getByLabel("Present password").fill("another long password");
  await dialog.getByRole("button", { name: "Delete account" }).click();
  await theirs.getByText("Your account is deleted").waitFor(visible);
  await signIn(theirs, "second@example.org", "another long password");
  await theirs.getByRole("alert").waitFor(visible);
  await first.context().close();
  await theirs.context().close();
});

test("signing out leads to the sign-in page and forgets the fleet", async () => {
  await page
    .getByRole("button", { name: /demo@example\.org/ })
    .first()
    .click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor(visible);
  await page.goto(`${product.url}/dashboard`);
  await page.getByRole("heading", { name: "Sign in" }).waitFor(visible);
});

test("no page has failed by itself, and the content security policy stopped nothing", () => {
  expect(complaints).toEqual([]);
});

/** The row of a guest, by its name. */
function row(name: string) {
  return page
    .getByRole("row")
    .filter({ has: page.getByRole("link", { name, exact: true }) });
}

function attic() {
  const cluster = simulator.clusters[0];
  const node = cluster?.nodes[0];
  if (!cluster || !node) throw new Error("The attic is empty");
  return { cluster, node };
}

/** local/ prints the mails of Auth in the terminal. */
function recoveryLink(): string | undefined {
  return /https?:\/\/\S*(?:recovery|token_hash|verify)\S*/.exec(
    product.output(),
  )?.[0];
}
