import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { signIn } from "./person.ts";
import { setScene } from "./scene.ts";

/** The dashboard with 10,000 guests on 50 servers: whatever one does, the page is never away for as long as one notices. */

const visible = { state: "visible" } as const;
const noticedMs = 100;
const serverCount = 50;
const guestCount = 200;

const serverIds = Array.from({ length: serverCount }, () => randomUUID());
const scene = setScene("bigFleet");
const { complaints } = scene;
let page: Page;
/** With each turn other numbers in a third of the guests, as a living fleet has them. */
let turn = 0;

beforeAll(async () => {
  const { product } = scene;
  page = scene.page;
  // What the functions do with so many is measured elsewhere: here it is the page's turn.
  await page.route("**/functions/v1/list-vms?*", answer);
  await page.route("**/functions/v1/list-vms", answer);
  await page.goto(`${product.url}/dashboard`);
  await signIn(page, product.demo.email, product.demo.password);
  await page
    .getByText(/of 10,000 guests running, on 50 servers/)
    .waitFor(visible);
  await row("guest-0-0").waitFor(visible);
});

async function answer(route: Parameters<Parameters<Page["route"]>[1]>[0]) {
  await route.fulfill({ contentType: "application/x-ndjson", body: listing() });
}

test("a task that keeps the page is seen by what is measured here", async () => {
  // By the clock, of which a busy machine gives it a part.
  const longest = await longestTask(() =>
    page.evaluate((ms) => {
      const end = performance.now() + ms;
      while (performance.now() < end);
    }, noticedMs * 15),
  );
  expect(longest).toBeGreaterThanOrEqual(noticedMs);
});

test("typing in the search never blocks it", async () => {
  await neverBlocks(async () => {
    await search().focus();
    await page.keyboard.type("guest-7-1", { delay: 40 });
    await row("guest-7-1").waitFor(visible);
    await page.getByText("111 of 10,000 guests").waitFor(visible);
    await page.keyboard.type(" or tag:db cpu>50 -pool:p3", { delay: 40 });
    await row("guest-0-13").waitFor(visible);
    await search().fill("");
    await row("guest-0-0").waitFor(visible);
  });
});

test("scrolling to the end never blocks it, and shows what is there", async () => {
  await neverBlocks(async () => {
    await page.mouse.move(600, 600);
    for (let step = 0; step < 20; step += 1) await page.mouse.wheel(0, 900);
    await page.evaluate(() => {
      scrollTo(0, document.documentElement.scrollHeight);
    });
    await row("guest-49-199").waitFor(visible);
    await page.evaluate(() => {
      scrollTo(0, 0);
    });
    await row("guest-0-0").waitFor(visible);
  });
});

test("sorting never blocks it", async () => {
  await neverBlocks(async () => {
    for (const name of ["CPU", "Memory", "Server", "Name"]) {
      const head = page.getByRole("columnheader", { name, exact: true });
      await head.getByRole("button").click();
      await expect
        .poll(() => head.getAttribute("aria-sort"))
        .toMatch(/ascending|descending/);
    }
    await row("guest-0-0").waitFor(visible);
  });
});

test("a refresh that arrives while somebody types never blocks it", async () => {
  await search().fill("guest-7-3");
  await row("guest-7-3").waitFor(visible);
  await neverBlocks(async () => {
    const before = await row("guest-7-3").innerText();
    const listed = page.waitForResponse("**/functions/v1/list-vms*");
    await page.getByRole("button", { name: "Refresh" }).click();
    await search().focus();
    // Until the new numbers are on the screen there is always a key under way.
    await Promise.all([listed, typeUntil(() => isChanged(before))]);
    expect(await search().inputValue()).toBe("guest-7-3");
  });
});

test("no page failed by itself", () => {
  expect(complaints).toEqual([]);
});

async function isChanged(before: string): Promise<boolean> {
  return (await row("guest-7-3").innerText()) !== before;
}

async function typeUntil(isDone: () => Promise<boolean>) {
  const deadline = performance.now() + 30_000;
  do {
    if (performance.now() > deadline) throw new Error("No news in 30 s");
    await page.keyboard.type("9");
    await page.keyboard.press("Backspace");
    await row("guest-7-3").waitFor(visible);
  } while (!(await isDone()));
}

/** What counts is a task that is long by itself, and so is long each time: the first use of a thing may have to load and compile it. */
async function neverBlocks(act: () => Promise<void>): Promise<void> {
  const longest: number[] = [];
  while (longest.length < 3) {
    longest.push(await longestTask(act));
    if (Math.min(...longest) < noticedMs) return;
  }
  expect.fail(`The page was away for ${longest.join(", ")} ms`);
}

/**
 * The milliseconds of the page's longest task meanwhile, as its thread has spent them on a processor: on a machine with other work, a task
 * may wait for one as long as it likes, which is not the page's doing.
 */
async function longestTask(act: () => Promise<void>): Promise<number> {
  const events: TraceEvent[] = [];
  const tracing = await scene.browser.newBrowserCDPSession();
  tracing.on("Tracing.dataCollected", ({ value }) => {
    events.push(...(value as unknown as TraceEvent[]));
  });
  const isComplete = new Promise<void>((resolve) => {
    tracing.once("Tracing.tracingComplete", () => {
      resolve();
    });
  });
  await tracing.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: {
      includedCategories: ["disabled-by-default-devtools.timeline"],
    },
  });
  try {
    await act();
    // A task is recorded when it has ended: the one that has answered last is still at it.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  } finally {
    await tracing.send("Tracing.end");
    await isComplete;
    await tracing.detach();
  }
  const pages = new Set(
    events.filter(({ args }) => args?.name === "CrRendererMain").map(threadOf),
  );
  const tasks = events.filter(
    (event) => event.name === "RunTask" && pages.has(threadOf(event)),
  );
  return Math.max(...tasks.map(({ tdur = 0 }) => Math.round(tdur / 1000)));
}

/** Two processes may number their threads alike. */
function threadOf({ pid, tid }: TraceEvent): string {
  return `${String(pid)} ${String(tid)}`;
}

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  /** Microseconds on a processor. */
  tdur?: number;
  args?: { name?: string };
}

function search() {
  return page.getByRole("combobox", { name: "Search guests" });
}

function row(name: string) {
  return page.getByRole("row").filter({
    has: page.getByRole("link", { name, exact: true }),
  });
}

function listing(): string {
  turn += 1;
  const lines = serverIds.map((serverId, server) => {
    const origin = { serverId, serverName: `Site ${String(server)}` };
    return {
      type: "server",
      ...origin,
      ok: true,
      fetchedAt: new Date().toISOString(),
      latencyMs: 20,
      vms: Array.from({ length: guestCount }, (_, index) => ({
        ...guest(server, index),
        ...origin,
      })),
      nodes: ["pve1", "pve2", "pve3", "pve4"].map((node) => ({
        ...origin,
        id: `node/${node}`,
        node,
        status: "online",
      })),
      storages: [],
    };
  });
  return [...lines, { type: "end" }]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join("");
}

function guest(server: number, index: number) {
  const isOn = index % 4 !== 0;
  const drift = index % 3 === 0 ? turn : 0;
  return {
    id: `qemu/${String(100 + index)}`,
    type: "qemu",
    vmid: 100 + index,
    node: `pve${String((index % 4) + 1)}`,
    name: `guest-${String(server)}-${String(index)}`,
    status: isOn ? "running" : "stopped",
    template: 0,
    cpu: isOn ? ((index * 7 + drift) % 97) / 100 : 0,
    maxcpu: 4,
    mem: isOn ? 2 ** 30 + ((index + drift * 37) % 900) * 2 ** 20 : 0,
    maxmem: 2 ** 32,
    disk: 0,
    maxdisk: 2 ** 35,
    netin: 564_738_291 + drift,
    netout: 657_483_921 + drift,
    diskread: 918_273_645 + drift,
    diskwrite: 192_837_465 + drift,
    uptime: isOn ? 86_400 + drift * 10 : 0,
    tags: ["web;prod", "db;prod", "test", "backup;web;customer-a"][index % 4],
    pool: `p${String(index % 7)}`,
  };
}
