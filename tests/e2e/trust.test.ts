import type { Page } from "playwright-core";
import { beforeAll, expect, test, vi } from "vitest";
import { startSimulator, type Simulator } from "../../simulator/simulator.ts";
import { startFakeProxmox } from "../functions/fakeProxmox.ts";
import { signIn } from "./person.ts";
import type { Product } from "./product.ts";
import { setScene } from "./scene.ts";

/** A stock Proxmox VE and its certificates, as one person meets them: each test goes on where the one before has left the page. */

const visible = { state: "visible" } as const;

const scene = setScene("trust");
const { complaints, endings } = scene;
let product: Product;
let simulator: Simulator;
let page: Page;

beforeAll(async () => {
  ({ product, page } = scene);
  simulator = await startSimulator({
    clusters: [
      {
        name: "loft",
        nodes: [{ name: "loft1" }, { name: "loft2" }],
        guests: [{ type: "qemu", vmid: 801, name: "loft-vm", node: "loft1" }],
      },
    ],
    waitSpeed: 20,
  });
  endings.push(() => simulator.close());
  await page.goto(`${product.url}/servers`);
  await signIn(page, product.demo.email, product.demo.password);
  await page.getByText("4 of 50 server slots used").waitFor(visible);
});

test("a stock server, by its address and without a CA, shows its fingerprint before anything is sent", async () => {
  await page.getByRole("button", { name: "Add server" }).click();
  await fillIn("Loft", 0);
  await dialog().getByRole("button", { name: "Test & Save" }).click();
  await dialog().getByText("Is this your server?").waitFor(visible);
  await dialog()
    .getByText(node(0).fingerprint, { exact: true })
    .waitFor(visible);
  await dialog().getByText("pvenode cert info").waitFor(visible);
});

test("confirmed, it is saved under its cluster's own CA", async () => {
  await dialog().getByRole("button", { name: "This is my server" }).click();
  await dialog().getByText("Loft is saved").waitFor(visible);
  await dialog()
    .getByText(/other nodes of the cluster pass/)
    .waitFor(visible);
  await dialog().getByRole("button", { name: "Done" }).click();
  await card("Loft").getByText("Cluster CA").waitFor(visible);
  await testAgain("Loft");
});

test("a certificate that is renewed under the same CA connects without a word", async () => {
  const before = node(0).fingerprint;
  await simulator.setFault("loft", { kind: "certificate-changed" });
  expect(node(0).fingerprint).not.toBe(before);
  await testAgain("Loft");
});

test("so does another node: the CA that is trusted already covers it", async () => {
  await page.getByRole("button", { name: "Edit Loft" }).click();
  await fillIn("Loft", 1);
  await dialog().getByRole("button", { name: "Test & Save" }).click();
  await dialog().getByText("Loft is saved").waitFor(visible);
  await dialog().getByRole("button", { name: "Done" }).click();
  await testAgain("Loft");
});

test("the same cluster a second time is said before it is saved, and then at both servers", async () => {
  await page.getByRole("button", { name: "Add server" }).click();
  await fillIn("Loft again", 0);
  await dialog().getByRole("button", { name: "Test & Save" }).click();
  await dialog().getByRole("button", { name: "This is my server" }).click();
  await dialog()
    .getByRole("list", { name: "Saved already" })
    .getByText("Loft", { exact: false })
    .waitFor(visible);
  await dialog().getByRole("button", { name: "Save it a second time" }).click();
  await dialog()
    .getByText(/the same cluster as Loft,/)
    .waitFor(visible);
  await dialog().getByRole("button", { name: "Done" }).click();
  await card("Loft")
    .getByText(/the same cluster as Loft again/)
    .waitFor(visible);
});

test("a foreign CA at the same address is stopped, with the token unsent", async () => {
  await simulator.setFault("loft", { kind: "refuse", node: "loft2" });
  const stranger = await startFakeProxmox({ port: node(1).port });
  try {
    // A connection to the server itself may still be open and good, for a few seconds.
    await vi.waitFor(
      async () => {
        await testButton("Loft").click();
        await card("Loft")
          .getByText(/Nothing is sent to it until/)
          .waitFor({ ...visible, timeout: 3_000 });
      },
      { timeout: 30_000, interval: 500 },
    );
    await page.goto(`${product.url}/dashboard`);
    const problems = page.getByRole("region", {
      name: "Servers with a problem",
    });
    await problems.getByText("Certificate has changed").waitFor(visible);
    await problems
      .getByRole("link", { name: "Check certificate: Loft", exact: true })
      .click();

    await dialog().getByText("The certificate has changed").waitFor(visible);
    const now = dialog().getByRole("region", { name: "Presented now" });
    await now
      .getByText(stranger.fingerprint(), { exact: true })
      .waitFor(visible);
    const before = dialog().getByRole("region", { name: "Trusted until now" });
    expect(await before.innerText()).toMatch(/CN=Proxmox Virtual Environment/);
    const trustNew = dialog().getByRole("button", {
      name: "Trust the new one",
    });
    expect(await trustNew.isDisabled()).toBe(true);
    await dialog().getByRole("button", { name: "Close" }).first().click();

    expect(stranger.authorizations, "what the stranger was sent").toEqual([]);
  } finally {
    await stranger.close();
  }
});

test("compared and confirmed, a new CA is trusted in place of the old one", async () => {
  await simulator.setFault("loft", { kind: "certificate-other-ca" });
  await page.goto(`${product.url}/servers`);
  await testButton("Loft").click();
  await page
    .getByRole("button", { name: "Check the certificate of Loft", exact: true })
    .click();
  await dialog()
    .getByRole("checkbox", { name: /have compared/ })
    .check();
  await dialog().getByRole("button", { name: "Trust the new one" }).click();
  await dialog().getByText("Loft is saved").waitFor(visible);
  await dialog().getByRole("button", { name: "Done" }).click();
  await card("Loft").getByText("Cluster CA").waitFor(visible);
  await testAgain("Loft");
});

test("not to verify is asked twice, and stays red with the reason", async () => {
  await page.getByRole("button", { name: "Edit Loft again" }).click();
  await dialog().getByRole("radio", { name: "Choose myself" }).check();
  await dialog().getByRole("radio", { name: "Do not verify" }).check();
  await dialog().getByRole("button", { name: "Test & Save" }).click();
  await dialog().getByText("Connect without checking?").waitFor(visible);
  await dialog()
    .getByRole("button", { name: "Connect without checking" })
    .click();
  await dialog().getByText("Loft again is saved").waitFor(visible);
  await dialog().getByRole("button", { name: "Done" }).click();
  await card("Loft again")
    .getByText(/whoever sits between can read/)
    .waitFor(visible);
  await page.goto(`${product.url}/dashboard`);
  await page
    .getByRole("region", { name: "Servers that are not verified" })
    .getByText("Loft again")
    .waitFor(visible);
});

test("no page has failed by itself, and the content security policy stopped nothing", () => {
  expect(complaints).toEqual([]);
});

const dialog = () => page.getByRole("dialog");

async function fillIn(name: string, index: number) {
  const { host, port } = node(index);
  await dialog().getByLabel("Name", { exact: true }).fill(name);
  await dialog()
    .getByLabel("Host")
    .fill(`https://${host}:${String(port)}/`);
  await dialog().getByLabel("Host").blur();
  await dialog()
    .getByRole("textbox", { name: /^API token/ })
    .fill(cluster().tokens.operator);
}

/** The row of a server, by its whole name. */
const card = (name: string) =>
  page.getByRole("listitem").filter({ has: testButton(name) });

const testButton = (name: string) =>
  page.getByRole("button", { name: `Test ${name}`, exact: true });

async function testAgain(name: string) {
  await testButton(name).click();
  await card(name).getByRole("status").getByText("loft1").waitFor(visible);
  await card(name).getByRole("button", { name: "Close the result" }).click();
}

function cluster() {
  const [loft] = simulator.clusters;
  if (!loft) throw new Error("The loft is empty");
  return loft;
}

function node(index: number) {
  const found = cluster().nodes[index];
  if (!found) throw new Error(`The loft has no node ${String(index)}`);
  return found;
}
