import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { alias } from "./vite.config.ts";

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [react()],
        resolve: { alias },
        test: {
          name: "src",
          include: ["src/**/*.test.{ts,tsx}"],
          environment: "jsdom",
          setupFiles: ["src/test/setup.ts"],
          restoreMocks: true,
          unstubGlobals: true,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "node",
          include: ["{local,simulator,tests}/**/*.test.ts"],
          // A real browser and Deno have runners of their own (tests/run.ts).
          exclude: ["tests/e2e/**", "tests/functions/**"],
          environment: "node",
        },
      },
    ],
  },
});
