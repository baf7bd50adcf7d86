import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeEach, expect, vi } from "vitest";
import { setEnvironment } from "@/lib/env.ts";
import { startSession } from "@/lib/session.ts";
import { toaster } from "@/lib/toast.ts";

// What jsdom lacks and the page or Radix asks for. Assigned, not stubbed: stubs are taken back after each test.
Object.assign(window, {
  matchMedia: (media: string) =>
    Object.assign(new EventTarget(), { media, matches: false }),
  scrollTo: () => undefined,
  ResizeObserver: class {
    observe = () => undefined;
    unobserve = () => undefined;
    disconnect = () => undefined;
  },
});
Object.assign(Element.prototype, {
  scrollIntoView: () => undefined,
  hasPointerCapture: () => false,
  setPointerCapture: () => undefined,
  releasePointerCapture: () => undefined,
});

// What comes on demand is compiled on demand here, beside other tests on a busy machine.
configure({ asyncUtilTimeout: 20_000 });

let complaints: unknown[][] = [];

beforeEach(async () => {
  complaints = [];
  vi.spyOn(console, "error").mockImplementation((...complaint: unknown[]) => {
    complaints.push(complaint);
  });
  setEnvironment({
    supabaseUrl: window.location.origin,
    publishableKey: "sb_publishable_test",
    demo: undefined,
  });
  await startSession();
});

afterEach(async () => {
  cleanup();
  // The next test's toaster would show this test's messages again.
  if (toaster.isWanted()) (await import("sonner")).toast.dismiss();
  localStorage.clear();
  expect(complaints, "console.error was called").toEqual([]);
});
