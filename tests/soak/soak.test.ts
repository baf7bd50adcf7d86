import { expect, test } from "vitest";
import { soak } from "./soak.ts";

test(
  "kill -9 of any process of the product loses no acknowledged write, and it comes back clean",
  { timeout: 120_000 },
  async () => {
    const report = await soak(["deno", "backend", "node", "postgres"]);
    expect(report).toMatchObject({ runs: 4, lost: [], faults: [] });
    expect(report.acknowledged).toBeGreaterThan(20);
  },
);
