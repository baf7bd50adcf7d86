import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { act, screen, waitFor } from "@testing-library/react";
import Dashboard from "@/pages/Dashboard.tsx";
import type { ServerAnswer } from "@/lib/fleet.ts";
import { fleetAnswer, fleetFailure, onListVms } from "@/test/fakeFleet.ts";
import { fakeServer, json } from "@/test/fakeServer.ts";
import { authSession, renderWithProviders, signInAs } from "@/test/render.tsx";
import { sampleVm } from "@/test/samples.ts";

/** The dashboard over hours that take no time: how often it asks, and what it says meanwhile. */

beforeEach(async () => {
  await signInAs();
  vi.useFakeTimers({ shouldAdvanceTime: true });
});
afterEach(() => {
  vi.useRealTimers();
});

const well = fleetAnswer("homelab", [sampleVm()]);

async function setUp(...first: ServerAnswer[]) {
  const server = fakeServer();
  let answers = first;
  onListVms(server, () => answers);
  server.on("GET /functions/v1/proxmox-servers", () =>
    json({ servers: [], limit: 50 }),
  );

  // A session lasts an hour.
  server.on("POST /auth/v1/token", () => json(authSession()));

  const answer = fetch;
  let isSilent = false;
  let isCut = false;
  let inFlight = 0;
  let mostInFlight = 0;
  const lists: (string | null)[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const { pathname, searchParams } = new URL(url);
    if (!pathname.endsWith("/list-vms")) return answer(url, init);
    lists.push(searchParams.get("except"));
    mostInFlight = Math.max(mostInFlight, (inFlight += 1));
    try {
      if (isCut) throw new TypeError("Failed to fetch");
      if (isSilent) await aborted(init.signal);
      return await answer(url, init);
    } finally {
      inFlight -= 1;
    }
  });

  const view = renderWithProviders(<Dashboard />, "/dashboard?view=table");
  await waitFor(() => {
    expect(view.queryClient.isFetching()).toBe(0);
    expect(lists).toHaveLength(1);
  });

  return {
    ...view,
    lists,
    mostInFlight: () => mostInFlight,
    answerWith: (...next: ServerAnswer[]) => void (answers = next),
    silence: (on: boolean) => void (isSilent = on),
    cut: (on: boolean) => {
      isCut = on;
      vi.spyOn(navigator, "onLine", "get").mockReturnValue(!on);
      window.dispatchEvent(new Event(on ? "offline" : "online"));
    },
    settled: () =>
      waitFor(() => {
        expect(view.queryClient.isFetching()).toBe(0);
      }),
  };
}

function aborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => {
      reject(signal.reason as Error);
    });
  });
}

async function pass(ms: number) {
  for (let left = ms; left > 0; left -= 1000) {
    await act(() => vi.advanceTimersByTimeAsync(Math.min(left, 1000)));
  }
}

function show(isVisible: boolean) {
  vi.spyOn(document, "hidden", "get").mockReturnValue(!isVisible);
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(
    isVisible ? "visible" : "hidden",
  );
  act(() => {
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  });
}

test("a server that keeps failing is left alone for longer each time, the others are not", async () => {
  const failing = fleetFailure("attic", "timeout");
  const { lists } = await setUp(well, failing);
  await pass(115_000);
  const withAttic = lists.filter((except) => except === null).length;
  expect(lists.length).toBeGreaterThanOrEqual(10);
  // At 0, 10, 40 and 100 s.
  expect(withAttic).toBe(4);
  expect(screen.getByText(/Not asked again until \d/)).toBeVisible();
});

test("Refresh asks also whom it has left alone", async () => {
  const { lists, user, settled } = await setUp(
    well,
    fleetFailure("attic", "timeout"),
  );
  await pass(25_000);
  expect(lists.at(-1)).not.toBeNull();
  await user.click(screen.getByRole("button", { name: "Refresh" }));
  await settled();
  expect(lists.at(-1)).toBeNull();
});

test("nobody is asked while nobody looks, and everybody at once when somebody does", async () => {
  const { lists, settled } = await setUp(
    well,
    fleetFailure("attic", "timeout"),
  );
  await pass(25_000);
  show(false);
  const before = lists.length;
  await pass(120_000);
  expect(lists).toHaveLength(before);

  show(true);
  await settled();
  expect(lists.slice(before)).toEqual([null]);
  await pass(5_000);
  expect(lists).toHaveLength(before + 1);
});

test("what was under way when the lid was closed is given up when it opens", async () => {
  const { lists, silence, mostInFlight, settled } = await setUp(well);
  silence(true);
  await pass(12_000);
  expect(lists).toHaveLength(2);

  vi.setSystemTime(Date.now() + 1_800_000);
  silence(false);
  await pass(2_000);
  await settled();
  expect(lists).toHaveLength(3);
  expect(mostInFlight()).toBe(1);
  expect(screen.getByText("Live")).toBeVisible();
});

test("offline is this device's own trouble: said at once, over rows that stay, and over at once", async () => {
  const { lists, cut, mostInFlight } = await setUp(
    well,
    fleetFailure("attic", "timeout"),
  );
  cut(true);
  expect(await screen.findByText("This device is offline")).toBeVisible();
  expect(screen.getByRole("link", { name: "web-01" })).toBeVisible();
  expect(screen.getByText(/was running/)).toBeVisible();
  expect(screen.queryByText("Live")).toBeNull();
  await pass(35_000);
  expect(screen.getByText("This device is offline")).toBeVisible();

  const before = lists.length;
  cut(false);
  await waitFor(() => {
    expect(screen.queryByText("This device is offline")).toBeNull();
  });
  expect(lists.slice(before)).toEqual([null]);
  expect(screen.getByText("Live")).toBeVisible();
  expect(mostInFlight()).toBe(1);
});

test("Muster out of reach is no fault of the servers, and does not flicker while it is tried again", async () => {
  const { queryClient } = await setUp(well);
  // As in the product: a failure has two more chances before it counts.
  queryClient.setDefaultOptions({ queries: { retry: 2, retryDelay: 1000 } });
  const real = fetch;
  vi.stubGlobal("fetch", () =>
    Promise.reject(new TypeError("Failed to fetch")),
  );
  await pass(14_000);
  expect(screen.getByText("Muster does not answer")).toBeVisible();
  for (let second = 0; second < 30; second += 1) {
    await pass(1000);
    expect(screen.getByText("Muster does not answer")).toBeVisible();
    expect(screen.getByRole("link", { name: "web-01" })).toBeVisible();
  }
  vi.stubGlobal("fetch", real);
  await pass(12_000);
  expect(screen.queryByText("Muster does not answer")).toBeNull();
});

test("no server in reach is not this device's fault; the first that answers has the others asked", async () => {
  const dead = [
    fleetFailure("attic", "timeout"),
    fleetFailure("homelab", "refused"),
  ];
  const { lists, answerWith } = await setUp(...dead);
  expect(
    screen.getByText("None of your 2 servers can be reached"),
  ).toBeVisible();
  expect(screen.getByText(/Your own network is not the cause/)).toBeVisible();

  await pass(45_000);
  answerWith(well, fleetFailure("attic", "timeout"));
  await pass(70_000);
  expect(screen.queryByText(/None of your/)).toBeNull();
  expect(screen.getByRole("link", { name: "web-01" })).toBeVisible();
  expect(
    screen.getByText("1 of 1 guests running; 1 of 2 servers answer"),
  ).toBeVisible();
  // All at 0, 10, 40 and 100 s, when homelab answers: so attic is asked once more right after.
  const whole = [...lists.keys()].filter((index) => lists[index] === null);
  expect(whole).toEqual([0, 1, 4, 10, 11]);
});

test("a server that goes up and down for an hour is never shown as what it was not, and its guests never vanish", async () => {
  const guest = sampleVm({ name: "attic-vm" });
  const up = fleetAnswer("attic", [guest]);
  const down = fleetFailure("attic", "refused");
  const { lists, answerWith, queryClient } = await setUp(well, up);
  const pages = screen.getByText("attic-vm").closest("body");
  let vanished = 0;
  const watch = new MutationObserver(() => {
    if (!pages?.textContent.includes("attic-vm")) vanished += 1;
  });
  watch.observe(document, { subtree: true, childList: true });
  const random = seeded(7);
  let isUp = true;
  let changesAt = 0;
  let failures = 0;
  let asked = lists.length;
  const seen = { up: 0, down: 0 };

  for (let second = 0; second < 3600; second += 10) {
    if (second >= changesAt) {
      isUp = !isUp;
      answerWith(well, isUp ? up : down);
      changesAt = second + 10 + random() * 120;
    }
    await act(() => vi.advanceTimersByTimeAsync(10_000));
    do await act(() => vi.advanceTimersByTimeAsync(1));
    while (queryClient.isFetching() > 0);
    // What is known is what the last answers said: a failure counts once it repeats, an answer at once.
    for (const except of lists.slice(asked))
      if (except === null) failures = isUp ? 0 : failures + 1;
    asked = lists.length;
    const isToldDown = pages?.textContent.includes("Connection refused");
    expect(isToldDown, `after ${String(second)} s`).toBe(failures >= 2);
    expect(pages?.textContent).toContain(
      isToldDown
        ? "1 of 2 guests running, 1 unknown; 1 of 2 servers answer"
        : "2 of 2 guests running, on 2 servers",
    );
    seen[isToldDown ? "down" : "up"] += 1;
  }
  watch.disconnect();
  expect(vanished).toBe(0);
  expect(Math.min(seen.up, seen.down)).toBeGreaterThan(50);
}, 60_000);

/** Mulberry32: the same hour each time. */
function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
