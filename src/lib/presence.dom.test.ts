import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { watchPresence } from "@/lib/presence.ts";

const onReturn = vi.fn<(awayMs: number) => void>();
const onNetworkChange = vi.fn<() => void>();
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  onReturn.mockReset();
  onNetworkChange.mockReset();
  stop = watchPresence({ onReturn, onNetworkChange });
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  show(true);
});

function show(isVisible: boolean) {
  vi.spyOn(document, "hidden", "get").mockReturnValue(!isVisible);
  document.dispatchEvent(new Event("visibilitychange"));
}

/** The clock goes on, the timers do not: as when the machine sleeps. */
function sleep(ms: number) {
  vi.setSystemTime(Date.now() + ms);
}

describe("a return", () => {
  test("is none while somebody looks", () => {
    vi.advanceTimersByTime(600_000);
    expect(onReturn).not.toHaveBeenCalled();
  });

  test("is told at once when the page is shown again, with how long it was not", () => {
    show(false);
    vi.advanceTimersByTime(5_000);
    expect(onReturn).not.toHaveBeenCalled();
    show(true);
    expect(onReturn.mock.calls).toEqual([[5_000]]);
  });

  test("is none from behind a hidden page, however its timers are slowed", () => {
    show(false);
    sleep(3_600_000);
    vi.advanceTimersByTime(10_000);
    expect(onReturn).not.toHaveBeenCalled();
  });

  test("is a machine that wakes up with the page in sight", () => {
    sleep(3_600_000);
    vi.advanceTimersByTime(2_000);
    expect(onReturn.mock.calls).toEqual([[3_602_000]]);
    vi.advanceTimersByTime(60_000);
    expect(onReturn).toHaveBeenCalledTimes(1);
  });

  test("is told once when the lid hides the page, too", () => {
    show(false);
    sleep(3_600_000);
    show(true);
    vi.advanceTimersByTime(60_000);
    expect(onReturn.mock.calls).toEqual([[3_600_000]]);
  });

  test("is none when the clock is put back, or a timer is a little late", () => {
    sleep(-3_600_000);
    vi.advanceTimersByTime(10_000);
    sleep(6_000);
    vi.advanceTimersByTime(10_000);
    expect(onReturn).not.toHaveBeenCalled();
  });
});

describe("another network", () => {
  test.each(["online", "offline"])("is told at once (%s)", (event) => {
    window.dispatchEvent(new Event(event));
    expect(onNetworkChange).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(10_000);
    expect(onNetworkChange).toHaveBeenCalledTimes(1);
    expect(onReturn).not.toHaveBeenCalled();
  });

  test("behind a hidden page is told when it is shown, in place of the return", () => {
    show(false);
    window.dispatchEvent(new Event("offline"));
    window.dispatchEvent(new Event("online"));
    expect(onNetworkChange).not.toHaveBeenCalled();
    show(true);
    expect(onNetworkChange).toHaveBeenCalledTimes(1);
    expect(onReturn).not.toHaveBeenCalled();
  });
});

test("whoever has stopped watching hears nothing", () => {
  stop();
  show(false);
  show(true);
  window.dispatchEvent(new Event("online"));
  sleep(3_600_000);
  vi.advanceTimersByTime(10_000);
  expect(onReturn).not.toHaveBeenCalled();
  expect(onNetworkChange).not.toHaveBeenCalled();
});
