import { afterEach, describe, expect, test, vi } from "vitest";
import { environment, loadEnvironment } from "@/lib/env.ts";
import { fakeServer, json } from "@/test/fakeServer.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("the Supabase project", () => {
  test("is the page's own origin, where its server says so", async () => {
    const server = fakeServer();
    const demo = { email: "demo@muster.local", password: "demo" };
    server.on("GET /config.json", () =>
      json({ supabaseUrl: "", publishableKey: "sb_publishable_1", demo }),
    );
    await loadEnvironment();
    expect(environment()).toEqual({
      supabaseUrl: window.location.origin,
      publishableKey: "sb_publishable_1",
      demo,
    });
  });

  test("is the one named when the SPA was built, and nothing is asked then", async () => {
    const server = fakeServer();
    vi.stubEnv("VITE_SUPABASE_URL", "https://abc.supabase.co/");
    vi.stubEnv("VITE_SUPABASE_PUBLISHABLE_KEY", "sb_publishable_2");
    await loadEnvironment();
    expect(environment()).toEqual({
      supabaseUrl: "https://abc.supabase.co",
      publishableKey: "sb_publishable_2",
      demo: undefined,
    });
    expect(server.requests).toEqual([]);
  });

  test.each([
    ["is not there", () => new Response("", { status: 404 })],
    ["is the page itself", () => new Response("<!doctype html>")],
    ["lacks the key", () => json({ supabaseUrl: "" })],
    ["has an empty key", () => json({ supabaseUrl: "", publishableKey: "" })],
  ])("is unknown if /config.json %s", async (_, answer) => {
    fakeServer().on("GET /config.json", answer);
    await expect(loadEnvironment()).rejects.toMatchObject({
      code: "config_error",
    });
  });

  test("cannot be asked for without a connection", async () => {
    fakeServer();
    await expect(loadEnvironment()).rejects.toMatchObject({
      code: "unreachable",
    });
  });
});
