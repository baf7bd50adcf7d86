import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { alias } from "./vite.config.ts";

/** A limit ends what would never end. On a busy machine all else takes as long as it takes. */
const patience = {
  testTimeout: 30_000,
  hookTimeout: 30_000,
  expect: { poll: { timeout: 20_000 } },
};

export default defineConfig({
  test: {
    // One less than the processors would be one on the smallest machine; and there is always a test that waits for a process or a page.
    maxWorkers: 3,
    projects: [
      {
        plugins: [react()],
        resolve: { alias },
        test: {
          ...patience,
          name: "src",
          include: ["src/**/*.test.tsx", "src/**/*.dom.test.ts"],
          environment: "jsdom",
          setupFiles: ["src/test/setup.ts"],
          restoreMocks: true,
          unstubGlobals: true,
        },
      },
      {
        // What needs no page does without the second that each one takes.
        resolve: { alias },
        test: {
          ...patience,
          name: "logic",
          include: ["src/**/*.test.ts"],
          exclude: ["src/**/*.dom.test.ts"],
          environment: "node",
          isolate: false,
          restoreMocks: true,
          unstubGlobals: true,
        },
      },
      {
        resolve: { alias },
        test: {
          ...patience,
          name: "node",
          include: ["{local,simulator,tests}/**/*.test.ts"],
          // A real browser and Deno have runners of their own (tests/run.ts).
          exclude: [
            "tests/e2e/**",
            "tests/functions/**",
            "**/*.browser.test.ts",
          ],
          environment: "node",
        },
      },
      {
        // Over HTTP, against the product's own stack and a simulated Proxmox VE.
        resolve: { alias },
        test: {
          ...patience,
          name: "functions",
          include: ["tests/functions/**/*.test.ts"],
          environment: "node",
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        // In a real browser. Each file has a product of its own, and waits for it most of the time.
        test: {
          ...patience,
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts", "**/*.browser.test.ts"],
          environment: "node",
          globalSetup: ["tests/e2e/prepare.ts"],
          testTimeout: 90_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
