import type { Page, Request } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { startSimulator, type Simulator } from "../../simulator/simulator.ts";
import type { FaultKind } from "../../simulator/faults.ts";
import { signIn } from "./person.ts";
import type { Product } from "./product.ts";
import { setScene } from "./scene.ts";

/**
 * The dashboard while servers fall silent, die and come back: it never empties, never calls the past the present, and says whose fault it
 * is. Each test goes on where the one before has left the page.
 */

const visible = { state: "visible" } as const;
const names = ["steady", "quiet", "gone"] as const;

const scene = setScene("honest");
const { complaints, endings } = scene;
let product: Product;
let simulator: Simulator;
let page: Page;

const sweeps = { open: new Set<Request>(), sent: 0, mostOpen: 0 };

beforeAll(async () => {
  ({ product, page } = scene);
  simulator = await startSimulator({
    clusters: names.map((name, index) => ({
      name,
      nodes: [{ name: `${name}1` }],
      guests: [
        {
          type: "qemu",
          vmid: 701 + index,
          name: `${name}-vm`,
          node: `${name}1`,
          state: "running",
        },
      ],
    })),
  });
  endings.push(() => simulator.close());

  page.on("request", (request) => {
    if (!request.url().includes("/functions/v1/list-vms")) return;
    sweeps.sent += 1;
    sweeps.open.add(request);
    sweeps.mostOpen = Math.max(sweeps.mostOpen, sweeps.open.size);
  });
  for (const event of ["requestfinished", "requestfailed"] as const)
    page.on(event as "requestfinished", (request) =>
      sweeps.open.delete(request),
    );
  await page.clock.install();
  await addServers();
});

test("all answer: the page is the present", async () => {
  await page.getByText("3 of 3 guests running, on 3 servers").waitFor(visible);
  await page.getByText("Live").waitFor(visible);
  expect(await rows()).toBe(3);
  await page.evaluate(() => {
    const list = document.querySelector("[aria-label=Guests]")?.parentElement;
    const record = Object.assign(window, { fewestGuests: 3 });
    const count = () =>
      document.querySelectorAll("[aria-label=Guests] [data-index]").length;
    new MutationObserver(() => {
      record.fewestGuests = Math.min(record.fewestGuests, count());
    }).observe(list ?? document.body, { childList: true, subtree: true });
  });
});

test("one falls silent and one dies: told with cause and age once it repeats, with the rows kept as the past", async () => {
  await fail("quiet", "silent");
  await fail("gone", "refuse");
  await sweep();
  expect(await page.getByText("No answer in time").count()).toBe(0);
  await sweep();

  const problems = page.getByRole("region", {
    name: "Servers with a problem",
  });
  await expect
    .poll(() => problems.innerText())
    .toMatch(
      /gone: Connection refused \(Network, began .*quiet: No answer in time \(Network, began /s,
    );
  expect(await problems.getByText(/shown as they were/).count()).toBe(2);
  await page
    .getByText("1 of 3 guests running, 2 unknown; 1 of 3 servers answer")
    .waitFor(visible);
  expect(await page.getByText(/was running/).count()).toBe(2);
});

test("who keeps failing is not asked by every sweep, and a sweep without them is quick", async () => {
  const startedAt = performance.now();
  const [request] = await Promise.all([nextSweep(), sweep()]);
  expect(request.url()).toMatch(/[?&]except=/);
  // Who is silent is waited for 8 s.
  expect(performance.now() - startedAt).toBeLessThan(7_500);
  await expect
    .poll(() => page.getByText(/Not asked again until \d/).count())
    .toBe(2);
});

test("all are dead: that is not the person's own network", async () => {
  await fail("steady", "refuse");
  await sweep();
  await sweep();
  const alert = page.getByRole("alert");
  await alert.waitFor(visible);
  expect(await alert.innerText()).toMatch(
    /None of your 3 servers can be reached.*Your own network is not the cause/s,
  );
  expect(await page.getByText("Live").count()).toBe(0);
});

test("a device without a network says that of itself, and is back at once", async () => {
  await page.context().setOffline(true);
  await page.getByText("This device is offline").waitFor(visible);
  await page.context().setOffline(false);
  await page.getByText("This device is offline").waitFor({ state: "detached" });
  await page.getByText("None of your 3 servers").waitFor(visible);
});

test("Muster out of reach is told from servers out of reach", async () => {
  await page.route("**/functions/v1/list-vms*", (route) => route.abort());
  // It is asked again a few times first, with longer and longer pauses.
  await expect
    .poll(async () => {
      await page.clock.fastForward(2_000);
      return page.getByText("Muster does not answer").count();
    })
    .toBe(1);
  expect(await page.getByText(/None of your/).count()).toBe(0);
  await page.unroute("**/functions/v1/list-vms*");
});

test("asleep with the lid closed, and back: everybody is asked anew, at once", async () => {
  for (const name of names) await simulator.setFault(name, null);
  const [request] = await Promise.all([
    nextSweep(),
    page.clock.fastForward(30 * 60_000),
  ]);
  expect(request.url()).not.toMatch(/except=/);
  await page.getByText("3 of 3 guests running, on 3 servers").waitFor(visible);
  await page.getByText("Live").waitFor(visible);
  expect(await page.getByRole("alert").count()).toBe(0);
  expect(await page.getByText(/was running/).count()).toBe(0);
});

test("through all of it no guest was missing, never two requests were under way, and nothing complained", async () => {
  const fewest = await page.evaluate(
    () => (window as unknown as { fewestGuests: number }).fewestGuests,
  );
  expect(fewest).toBe(3);
  expect(sweeps.mostOpen).toBe(1);
  expect(complaints).toEqual([]);
});

function rows(): Promise<number> {
  return page
    .getByRole("grid", { name: "Guests" })
    .getByRole("rowheader")
    .count();
}

function fail(name: (typeof names)[number], kind: FaultKind): Promise<void> {
  return simulator.setFault(name, { kind });
}

function nextSweep(): Promise<Request> {
  return page.waitForRequest(/\/functions\/v1\/list-vms/);
}

/** Ten seconds on, to the end of the refresh that they bring. */
async function sweep(): Promise<void> {
  await Promise.all([nextSweep(), page.clock.fastForward(11_000)]);
  await expect.poll(() => sweeps.open.size).toBe(0);
  // What came last is drawn with what comes close to it.
  await page.waitForTimeout(300);
}

async function addServers(): Promise<void> {
  const email = "honest@example.org";
  const password = "correct horse battery staple";
  const headers = { apikey: product.publishableKey };
  const { request } = page;
  const signUp = await request.post(`${product.url}/auth/v1/signup`, {
    headers,
    data: { email, password },
  });
  const { access_token } = (await signUp.json()) as { access_token: string };
  for (const { name, nodes, tokens, caCertificate } of simulator.clusters) {
    const answer = await request.post(
      `${product.url}/functions/v1/proxmox-servers`,
      {
        headers: { ...headers, authorization: `Bearer ${access_token}` },
        data: {
          name,
          host: nodes[0]?.host,
          port: nodes[0]?.port,
          api_token: tokens.admin,
          trust: { mode: "ca", ca_certificate: caCertificate },
        },
      },
    );
    expect(answer.status(), await answer.text()).toBe(201);
  }
  await page.goto(`${product.url}/dashboard`);
  await signIn(page, email, password);
}
