import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { startSimulator, type Simulator } from "../../simulator/simulator.ts";
import { newPerson, signIn } from "./person.ts";
import type { Product } from "./product.ts";
import { setScene } from "./scene.ts";

/** Two people: what an administrator does with the other's role and server, and what the other one sees of it. */

const visible = { state: "visible" } as const;
const bo = { email: "bo@example.org", password: "long-enough-1" };

const scene = setScene("admin");
const { complaints, endings } = scene;
let product: Product;
let simulator: Simulator;
let boToken: string;
/** The demo's person is an administrator. */
let admin: Page;
let owner: Page;

beforeAll(async () => {
  ({ product, page: admin } = scene);
  simulator = await startSimulator({
    clusters: [
      {
        name: "attic",
        nodes: [{ name: "attic1" }],
        guests: [{ type: "qemu", vmid: 901, name: "attic-vm", node: "attic1" }],
      },
    ],
  });
  endings.push(() => simulator.close());
  boToken = await signUp();

  await admin.goto(`${product.url}/admin`);
  await signIn(admin, product.demo.email, product.demo.password);
  await admin.getByRole("table", { name: "people" }).waitFor(visible);

  owner = await (await newPerson(scene.browser, complaints)).newPage();
  await owner.goto(`${product.url}/admin`);
  await signIn(owner, bo.email, bo.password);
});

test("to who is no administrator there is no such page, and it becomes one with the role", async () => {
  await owner
    .getByRole("heading", { name: "There is no such page" })
    .waitFor(visible);

  await admin.getByLabel("Search people").fill("bo@");
  await admin.getByRole("button", { name: "Make administrator: Bo" }).click();
  await confirm("Make administrator");
  await admin.getByText("Bo is an administrator now").waitFor(visible);

  await owner.reload();
  await owner.getByRole("table", { name: "people" }).waitFor(visible);

  await admin.getByRole("button", { name: "Take role back: Bo" }).click();
  await confirm("Take role back");
  await admin
    .getByRole("button", { name: "Make administrator: Bo" })
    .waitFor(visible);
  await owner.reload();
  await owner
    .getByRole("heading", { name: "There is no such page" })
    .waitFor(visible);
});

test("the last administrator is refused, and told why", async () => {
  await admin.getByLabel("Search people").fill("");
  await admin.getByRole("button", { name: /^Take role back/ }).click();
  await confirm("Take role back");
  const question = admin.getByRole("alertdialog");
  await question.getByText("The last administrator stays").waitFor(visible);
  await question.getByRole("button", { name: "Cancel" }).click();
});

test("a server appears when its owner adds it, and is deactivated with a reason that its owner reads", async () => {
  await addServer();
  await owner.goto(`${product.url}/dashboard`);
  await owner.getByText("attic-vm").first().waitFor(visible);

  await admin
    .getByRole("link", { name: "Servers", exact: true })
    .last()
    .click();
  await admin.getByLabel("Search the servers of all people").fill("attic");
  await admin.getByRole("button", { name: "Deactivate Attic" }).click();
  const dialog = admin.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("Scanned from outside");
  await dialog.getByRole("button", { name: "Deactivate" }).click();
  await admin
    .getByRole("button", { name: "Reactivate Attic" })
    .waitFor(visible);

  await owner.reload();
  await owner
    .getByRole("list", {
      name: "Servers that an administrator has switched off",
    })
    .getByText("Scanned from outside")
    .waitFor(visible);
  expect(await owner.getByText("attic-vm").count()).toBe(0);
  await owner.goto(`${product.url}/servers`);
  await owner.getByText("Switched off by an administrator").waitFor(visible);
  await owner.getByText(/“Scanned from outside”/).waitFor(visible);
});

test("a server that is reactivated is its owner's again", async () => {
  await admin.getByRole("button", { name: "Reactivate Attic" }).click();
  await confirm("Reactivate");
  await admin
    .getByRole("button", { name: "Deactivate Attic" })
    .waitFor(visible);
  await owner.goto(`${product.url}/dashboard`);
  await owner.getByText("attic-vm").first().waitFor(visible);
});

test("the health page reads all parts of a real installation", async () => {
  await admin.getByRole("link", { name: "Health" }).click();
  await admin.getByText("configured, fits").waitFor(visible);
  await admin
    .getByText("keeps tokens and keys out of the log")
    .waitFor(visible);
  expect(complaints).toEqual([]);
});

async function confirm(verb: string) {
  await admin
    .getByRole("alertdialog")
    .getByRole("button", { name: verb, exact: true })
    .click();
}

async function signUp(): Promise<string> {
  const { access_token } = (await post("/auth/v1/signup", {
    ...bo,
    data: { name: "Bo" },
  })) as { access_token: string };
  return access_token;
}

async function addServer() {
  const [cluster] = simulator.clusters;
  const [node] = cluster?.nodes ?? [];
  if (!cluster || !node) throw new Error("The simulator has no node");
  await post(
    "/functions/v1/proxmox-servers",
    {
      name: "Attic",
      host: node.host,
      port: node.port,
      api_token: cluster.tokens.operator,
      trust: { mode: "ca", ca_certificate: cluster.caCertificate },
    },
    boToken,
  );
}

async function post(
  path: string,
  body: unknown,
  token = product.publishableKey,
): Promise<unknown> {
  const response = await fetch(`${product.url}${path}`, {
    method: "POST",
    headers: {
      apikey: product.publishableKey,
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  expect(response.ok, text).toBe(true);
  return JSON.parse(text);
}
