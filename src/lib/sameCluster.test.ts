import { expect, test } from "vitest";
import { sampleServer } from "@/test/samples.ts";
import { sameCluster } from "./sameCluster.ts";

const ca = (body: string) =>
  `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`;
const server = sampleServer({ id: "new", ca_certificate: ca("MIIB/abcd") });
const other = (id: string, pem: string | null) =>
  sampleServer({ id, name: id, ca_certificate: pem });

const others = [
  server,
  other("wrapped differently", ca("MIIB\n/abcd\n")),
  other("other nodes", ca("MIIB/abcd")),
  other("silent so far", ca("MIIB/abcd")),
  other("other CA", ca("MIIB/efgh")),
  other("no CA", null),
];
const nodesOf = new Map([
  ["new", ["pve1", "pve2"]],
  ["wrapped differently", ["pve2"]],
  ["other nodes", ["pve9"]],
  ["other CA", ["pve1"]],
  ["no CA", ["pve1"]],
]);

test("the same CA and a node in common are one cluster; either alone is not", () => {
  expect(
    sameCluster(server, ["pve1", "pve2"], others, nodesOf).map(({ id }) => id),
  ).toEqual(["wrapped differently"]);
});

test("without a CA nothing is claimed: many a node is called pve", () => {
  const plain = sampleServer({ id: "new", ca_certificate: null });
  expect(sameCluster(plain, ["pve1"], others, nodesOf)).toEqual([]);
});
