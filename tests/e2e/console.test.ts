import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { beforeAll, expect, test, vi } from "vitest";
import { startSimulator, type Simulator } from "../../simulator/simulator.ts";
import { signIn } from "./person.ts";
import type { Product } from "./product.ts";
import { setScene } from "./scene.ts";

/** Consoles as a person has them: in windows of their own, on a server of each kind of trust. */

const visible = { state: "visible" } as const;
const patience = { timeout: 10_000 };

const trusts = ["ca", "pin", "system"] as const;
type TrustMode = (typeof trusts)[number];

let product: Product;
let simulator: Simulator;
let context: BrowserContext;
let page: Page;
const serverIds = new Map<TrustMode, string>();

beforeAll(async () => {
  // One node a trust: an address is registered once.
  simulator = await startSimulator({
    clusters: [
      {
        name: "barn",
        nodes: trusts.map((trust) => ({ name: trust })),
        guests: trusts.flatMap((trust, index) => [
          { type: "qemu", vmid: 200 + index, name: `vm-${trust}`, node: trust },
          { type: "lxc", vmid: 300 + index, name: `ct-${trust}`, node: trust },
        ]),
      },
    ],
    taskSpeed: 20,
  });
  endings.push(() => simulator.close());
  await trustByTheSystem(simulator.clusters[0]?.caCertificate ?? "");
  // These tests open more within a minute than a person may.
  vi.stubEnv("MUSTER_LIMIT_CONSOLES_PER_MINUTE", "500");
});

const scene = setScene("console");
const { complaints, endings } = scene;

beforeAll(async () => {
  ({ product, context, page } = scene);
  await page.goto(`${product.url}/servers`);
  await signIn(page, product.demo.email, product.demo.password);
  await page.getByText("4 of 50 server slots used").waitFor(visible);
  for (const trust of trusts) serverIds.set(trust, await addServer(trust));
});

/** Deno's own roots, as an operator adds one to them. */
async function trustByTheSystem(certificate: string): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "muster-roots-"));
  const file = join(directory, "ca.pem");
  await writeFile(file, certificate);
  vi.stubEnv("DENO_CERT", file);
  endings.push(() => rm(directory, { recursive: true }));
}

/** By the very calls that the pages make, with the session that the browser has. */
async function addServer(trust: TrustMode): Promise<string> {
  const [barn] = simulator.clusters;
  const node = barn?.nodes[trusts.indexOf(trust)];
  const body = {
    name: `Barn by ${trust}`,
    host: "127.0.0.1",
    port: node?.port,
    api_token: barn?.tokens.operator,
    trust: {
      ca: { mode: "ca", ca_certificate: barn?.caCertificate },
      pin: { mode: "pin", fingerprint: node?.fingerprint },
      system: { mode: "system" },
    }[trust],
  };
  const { access_token } = JSON.parse(
    await page.evaluate(
      () =>
        Object.entries(localStorage).find(([key]) =>
          key.endsWith("-auth-token"),
        )?.[1] as string,
    ),
  ) as { access_token: string };
  const response = await fetch(`${product.url}/functions/v1/proxmox-servers`, {
    method: "POST",
    headers: {
      apikey: product.publishableKey,
      authorization: `Bearer ${access_token}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(201);
  const { server } = (await response.json()) as { server: { id: string } };
  return server.id;
}

async function openConsole(
  trust: TrustMode,
  type: "qemu" | "lxc",
): Promise<Page> {
  const vmid = (type === "qemu" ? 200 : 300) + trusts.indexOf(trust);
  const opened = await context.newPage();
  await opened.goto(
    `${product.url}/console/${serverIds.get(trust) ?? ""}/${trust}/${type}/${String(vmid)}`,
  );
  await connected(opened);
  return opened;
}

async function connected(on: Page): Promise<void> {
  await on.getByRole("img", { name: "Connected" }).waitFor(visible);
}

/** How many pixels of the picture are lit, but for its last line, where a clock runs. */
async function litPixels(on: Page): Promise<number> {
  return on.getByTestId("screen").evaluate((screen) => {
    const canvas = screen.querySelector("canvas");
    const [width, height] = [canvas?.width ?? 0, (canvas?.height ?? 0) - 20];
    const pixels =
      canvas && width > 0
        ? canvas.getContext("2d")?.getImageData(0, 0, width, height).data
        : undefined;
    let lit = 0;
    for (let at = 0; at < (pixels?.length ?? 0); at += 4)
      if ((pixels?.[at] ?? 0) > 100) lit += 1;
    return lit;
  });
}

/** Types, and waits until the picture holds it. */
async function typeAndSee(on: Page, text: string): Promise<void> {
  const before = await litPixels(on);
  await on.keyboard.type(text);
  await expect.poll(() => litPixels(on), patience).toBeGreaterThan(before + 10);
}

async function logIn(on: Page): Promise<void> {
  const terminal = on.getByTestId("terminal");
  await terminal.getByText("login:").first().waitFor(visible);
  await on.keyboard.type("root\n");
  await terminal.getByText("Password:").first().waitFor(visible);
  await on.keyboard.type("secret\n");
  await terminal
    .getByText(/root@ct-/)
    .first()
    .waitFor(visible);
}

async function seesPicture(on: Page): Promise<void> {
  await expect.poll(() => litPixels(on), patience).toBeGreaterThan(500);
}

test.each(trusts)(
  "a VM's picture is seen and typed keys come back on it, through trust by %s",
  async (trust) => {
    const console = await openConsole(trust, "qemu");
    await console
      .getByRole("heading", { name: `vm-${trust}` })
      .waitFor(visible);
    await console.getByText(`on ${trust} · Barn by ${trust}`).waitFor(visible);
    await seesPicture(console);
    await typeAndSee(console, "mmmm");
    await console.close();
  },
);

test.each(trusts)(
  "a container's shell answers, through trust by %s",
  async (trust) => {
    const console = await openConsole(trust, "lxc");
    await logIn(console);
    await console.keyboard.type("whoami\n");
    await console
      .getByTestId("terminal")
      .getByText(/^root$/)
      .waitFor(visible);
    await console.close();
  },
);

test("a console opens from its guest's card", async () => {
  await page.goto(`${product.url}/dashboard`);
  await page.getByPlaceholder(/Name, VMID/).fill("gitlab");
  const [console] = await Promise.all([
    page.waitForEvent("popup"),
    page.getByRole("button", { name: "Console of gitlab" }).click(),
  ]);
  await connected(console);
  // What is pressed beside the screen leaves the keys with it.
  await console.getByRole("button", { name: "Ctrl+Alt+Del" }).click();
  await console.locator("canvas:focus").waitFor(visible);
  // A second click brings it to the front as it is.
  const loads: string[] = [];
  console.on("load", () => loads.push(console.url()));
  await page.bringToFront();
  await page.getByRole("button", { name: "Console of gitlab" }).click();
  await console.waitForFunction(() => document.visibilityState === "visible");
  expect(loads).toEqual([]);
  // It has a serial port, too.
  await console.getByRole("button", { name: "Serial" }).click();
  await console
    .getByTestId("terminal")
    .getByText("starting serial terminal")
    .waitFor(visible);
  await console.close();
});

test("after the process of the functions is killed, screen and terminal are back within 3 s without a click", async () => {
  const screen = await openConsole("ca", "qemu");
  const terminal = await openConsole("ca", "lxc");
  await logIn(terminal);
  await seesPicture(screen);

  const { pid } = JSON.parse(
    await readFile(join(product.dataDirectory, "functions.pid"), "utf8"),
  ) as { pid: number };
  process.kill(pid, "SIGKILL");
  const killedAt = performance.now();
  await Promise.all(
    [screen, terminal].map(async (console) => {
      await console
        .getByRole("img", { name: "Reconnecting" })
        .waitFor({ state: "attached" });
      await connected(console);
    }),
  );
  const backAfterMs = performance.now() - killedAt;
  await screen.bringToFront();
  await screen.getByTestId("screen").click();
  await typeAndSee(screen, "mmmm");
  // What was there before stays, and the shell goes on.
  await terminal.bringToFront();
  await terminal
    .getByTestId("terminal")
    .getByText(/root@ct-/)
    .first()
    .waitFor(visible);
  await terminal.getByTestId("terminal").click();
  await terminal.keyboard.type("\n");
  await terminal
    .getByTestId("terminal")
    .getByText("login:")
    .nth(1)
    .waitFor(visible);
  expect(backAfterMs).toBeLessThan(3_000);
  await screen.close();
  await terminal.close();
});

test("F31 a connection that keeps breaking ends after five tries, with a button to begin anew", async () => {
  const console = await openConsole("pin", "qemu");
  await simulator.setFault("barn", { kind: "refuse" });
  for (const task of simulator.inside("barn").tasks.of("pin"))
    if (task.exitstatus === undefined) task.abort.abort();
  await console
    .getByText("Connection lost. Trying to get it back")
    .waitFor(visible);
  await console.getByRole("alert").waitFor(visible);
  await simulator.setFault("barn", null);
  await console.getByRole("button", { name: "Try again" }).click();
  await connected(console);
  await typeAndSee(console, "mm");
  await console.close();
});

test("F32 a VM that is switched off says so and is not asked again; it is started from its console", async () => {
  const console = await openConsole("system", "qemu");
  const tickets: string[] = [];
  console.on("request", (request) => {
    if (request.method() === "POST" && /vm-console/.test(request.url()))
      tickets.push(request.url());
  });
  await page.goto(
    `${product.url}/dashboard?server=${serverIds.get("system") ?? ""}`,
  );
  await page.getByRole("button", { name: "Actions for vm-system" }).click();
  await page.getByRole("menuitem", { name: "Stop" }).click();
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: "Stop" })
    .click();
  await console.getByText("vm-system is not running").waitFor(visible);
  await console.waitForTimeout(1_500);
  expect(tickets).toEqual([]);
  await console.getByRole("button", { name: "Start" }).click();
  await connected(console);
  await seesPicture(console);
  await console.close();
});

test("a paste cannot end itself for the shell; the tools are reached with keys alone", async () => {
  const console = await openConsole("pin", "lxc");
  const terminal = console.getByTestId("terminal");
  await logIn(console);
  await console.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "echo one\u001b[201~two");
    document.activeElement?.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true }),
    );
  });
  await terminal.getByText("echo one[201~two").waitFor(visible);

  for (const key of ["Control", "Alt", "Shift"])
    await console.keyboard.down(key);
  for (const key of ["Control", "Alt", "Shift"]) await console.keyboard.up(key);
  await console
    .locator(":focus")
    .and(console.getByRole("button", { name: "Search" }))
    .waitFor(visible);
  await console.keyboard.press("Enter");
  await console.getByLabel("Search the terminal").fill("ONE");
  await console.getByText("1 of 1").waitFor(visible);
  await console.getByRole("button", { name: "Match case" }).click();
  await console.getByText("Not found").waitFor(visible);
  await console.close();
});

test("X03 a link in a terminal opens after a question that shows the whole address", async () => {
  const console = await openConsole("pin", "lxc");
  await logIn(console);
  await console.keyboard.type("echo https://muster.example/path\n");
  const link = console
    .getByTestId("terminal")
    .getByText(/^https:\/\/muster/)
    .last();
  await link.waitFor(visible);
  const { x = 0, y = 0 } = (await link.boundingBox()) ?? {};
  await console.mouse.move(x + 40, y + 6);
  await console.mouse.move(x + 44, y + 7);
  await console.mouse.click(x + 44, y + 7, { delay: 50 });
  const question = console.getByRole("alertdialog");
  await question
    .getByText("https://muster.example/path", { exact: true })
    .waitFor(visible);
  await question.getByRole("button", { name: "Cancel" }).click();
  expect(context.pages()).not.toContainEqual(
    expect.objectContaining({ url: "https://muster.example/path" }),
  );
  await console.close();
});

test("signing out closes every console", async () => {
  const console = await openConsole("ca", "qemu");
  await page.goto(`${product.url}/profile`);
  await page.getByRole("button", { name: /Demo/ }).first().click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await console.getByRole("heading", { name: "Sign in" }).waitFor(visible);
  const openTasks = () =>
    simulator
      .inside("barn")
      .tasks.of("ca")
      .filter(
        ({ type, exitstatus }) =>
          type === "vncproxy" && exitstatus === undefined,
      );
  // At the latest when the function renews its hold on the console, every 20 s.
  await expect.poll(openTasks, { timeout: 35_000 }).toEqual([]);
});

test("no page failed by itself, or was stopped by the content security policy", () => {
  // A connection that breaks is logged by the browser itself, and by noVNC.
  expect(
    complaints.filter(
      (complaint) =>
        !/WebSocket connection|Failed when connecting/.test(complaint),
    ),
  ).toEqual([]);
});
