// @vitest-environment node
import { expect, test } from "vitest";
import { activity, cpuAt, usageAt, volumeSize } from "./life.ts";
import { createRandom } from "./random.ts";
import type { Guest } from "./state.ts";

const appetite = {
  seed: 7,
  cpu: 0.6,
  memory: 0.5,
  disk: 0.4,
  network: 10_000,
  io: 20_000,
};
const startedAt = 1_800_000_000;
const guest = {
  type: "qemu",
  config: { memory: "2048" },
  startedAt,
  appetite,
} as unknown as Guest;

test("the same seed tells the same story, another seed another", () => {
  expect(createRandom(1, "a").uuid()).toBe(createRandom(1, "a").uuid());
  expect(createRandom(1, "a").uuid()).not.toBe(createRandom(2, "a").uuid());
  expect(activity(7, startedAt)).toBe(activity(7, startedAt));
});

test("load moves, and stays between nothing and everything", () => {
  const loads = Array.from({ length: 500 }, (_, step) =>
    cpuAt(appetite, startedAt + step * 30),
  );
  expect(Math.min(...loads)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...loads)).toBeLessThanOrEqual(1);
  expect(new Set(loads.map((load) => load.toFixed(3))).size).toBeGreaterThan(
    50,
  );
});

test("load changes little from one moment to the next", () => {
  for (let step = 0; step < 300; step++) {
    const time = startedAt + step * 97;
    expect(Math.abs(activity(7, time + 1) - activity(7, time))).toBeLessThan(
      0.08,
    );
  }
});

test("counters begin at nothing and never run backwards", () => {
  expect(usageAt(guest, startedAt)).toMatchObject({
    netin: 0,
    netout: 0,
    diskread: 0,
    diskwrite: 0,
  });
  let before = usageAt(guest, startedAt);
  for (let second = 1; second < 2000; second += 7) {
    const now = usageAt(guest, startedAt + second);
    expect(now.netin).toBeGreaterThanOrEqual(before.netin);
    expect(now.diskwrite).toBeGreaterThanOrEqual(before.diskwrite);
    before = now;
  }
  expect(before.netin / 2000).toBeGreaterThan(5000);
});

test("a volume's size is read in any unit", () => {
  expect(volumeSize("local:100/vm-100-disk-0.qcow2,size=10486K")).toBe(
    10486 * 1024,
  );
  expect(volumeSize("ceph:vm-1-disk-0,ssd=1,size=1.5G,iothread=1")).toBe(
    1.5 * 2 ** 30,
  );
  expect(volumeSize("none,media=cdrom")).toBe(0);
});
