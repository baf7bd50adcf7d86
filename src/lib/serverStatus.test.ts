import { expect, test } from "vitest";
import { sampleServer } from "@/test/samples.ts";
import { serverStatus } from "@/lib/serverStatus.ts";

test("a server that answered last time is connected", () => {
  expect(serverStatus(sampleServer())).toEqual({
    tone: "good",
    label: "Connected",
  });
});

test("a server that failed last time says why, however well it did before", () => {
  expect(
    serverStatus(sampleServer({ last_error_code: "auth_failed" })),
  ).toEqual({ tone: "bad", label: "Token refused" });
});

test("a server that is new has not failed", () => {
  expect(serverStatus(sampleServer({ last_connected_at: null }))).toEqual({
    tone: "neutral",
    label: "Not connected yet",
  });
});

test("a server that is switched off has no state, good or bad", () => {
  expect(
    serverStatus(
      sampleServer({ is_active: false, last_error_code: "timeout" }),
    ),
  ).toEqual({ tone: "neutral", label: "Switched off" });
});

test("a server that an administrator has switched off says whose doing that is", () => {
  expect(
    serverStatus(
      sampleServer({
        is_active: false,
        deactivated_at: "2026-01-01T12:00:00.000Z",
      }),
    ),
  ).toEqual({ tone: "warning", label: "Switched off by an administrator" });
});
