import { expect, test } from "vitest";
import { clusterTwins } from "./clusters.ts";

const nodes = (names: Record<string, string[]>) =>
  new Map(Object.entries(names));

test("two registrations of one cluster have one key, in whichever way their certificate is wrapped", () => {
  const twins = clusterTwins(
    [
      { id: "a", ca_certificate: "CA\nONE" },
      { id: "b", ca_certificate: "CAO\r\nNE" },
      { id: "c", ca_certificate: "CA TWO" },
    ],
    nodes({ a: ["pve1"], b: ["pve1", "pve2"], c: ["pve1"] }),
  );
  expect([...twins]).toEqual([
    ["a", "a"],
    ["b", "a"],
  ]);
});

test("three registrations are one cluster, also where only the middle one knows the others' nodes", () => {
  const ca_certificate = "CA";
  const twins = clusterTwins(
    [
      { id: "a", ca_certificate },
      { id: "b", ca_certificate },
      { id: "c", ca_certificate },
    ],
    nodes({ a: ["pve1"], b: ["pve1", "pve2"], c: ["pve2"] }),
  );
  expect(twins.get("c")).toBe("a");
});

test("a company's CA over other nodes makes no twins, and neither does no CA", () => {
  const twins = clusterTwins(
    [
      { id: "a", ca_certificate: "CA" },
      { id: "b", ca_certificate: "CA" },
      { id: "c", ca_certificate: null },
      { id: "d", ca_certificate: null },
    ],
    nodes({ a: ["pve1"], b: ["pve9"], c: ["pve1"], d: ["pve1"] }),
  );
  expect(twins.size).toBe(0);
});
