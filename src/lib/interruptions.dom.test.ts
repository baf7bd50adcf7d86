import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchInterruptions } from "./interruptions.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("a network that is back is told", () => {
  const handleBack = vi.fn();
  const unwatch = watchInterruptions(handleBack);
  window.dispatchEvent(new Event("online"));
  expect(handleBack).toHaveBeenCalledExactlyOnceWith({ hasSlept: false });
  unwatch();
  window.dispatchEvent(new Event("online"));
  expect(handleBack).toHaveBeenCalledTimes(1);
});

test("a sleep is told once, a tab in the background is none", () => {
  const handleBack = vi.fn();
  const unwatch = watchInterruptions(handleBack);
  vi.advanceTimersByTime(60_000);
  vi.setSystemTime(Date.now() + 60_000);
  vi.advanceTimersByTime(5_000);
  expect(handleBack).not.toHaveBeenCalled();
  vi.setSystemTime(Date.now() + 3_600_000);
  vi.advanceTimersByTime(60_000);
  expect(handleBack).toHaveBeenCalledExactlyOnceWith({ hasSlept: true });
  unwatch();
});
