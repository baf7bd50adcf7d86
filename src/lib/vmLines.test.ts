import { expect, test } from "vitest";
import * as z from "zod/mini";
import { vmListLineSchema } from "@contract/vms.ts";
import { vmLineSchema } from "@/lib/vmLines.ts";
import { sampleNode, sampleStorage, sampleVm } from "@/test/samples.ts";

const line = (changes: object = {}) => ({
  type: "server",
  serverId: null,
  serverName: "Shared",
  ok: true,
  fetchedAt: "2026-11-20T12:00:00Z",
  latencyMs: 12,
  vms: [sampleVm({ pool: "a", cpu: 0.5 })],
  nodes: [sampleNode()],
  storages: [sampleStorage({})],
  ...changes,
});

test.each([line(), { type: "end" }, { type: "end", notAsked: [null] }])(
  "reads a line as the contract does",
  (value) => {
    expect(z.parse(vmLineSchema, value)).toEqual(
      z.parse(vmListLineSchema, value),
    );
  },
);

test("rows stay the objects that were parsed", () => {
  const value = line();
  const parsed = z.parse(vmLineSchema, value);
  expect(parsed.type === "server" && parsed.vms[0]).toBe(value.vms[0]);
});

test.each([
  ["no list", { vms: {} }],
  ["a row that is none", { vms: [null] }],
  ["a guest of no kind", { vms: [{ ...sampleVm(), type: "node" }] }],
  ["a guest without a number", { vms: [{ ...sampleVm(), vmid: "101" }] }],
  ["a node without a name", { nodes: [{ ...sampleNode(), node: null }] }],
  ["a row of nowhere", { vms: [{ ...sampleVm(), serverId: undefined }] }],
  [
    "a storage without a name",
    { storages: [{ ...sampleStorage({}), storage: 1 }] },
  ],
])("takes no line with %s", (_, changes) => {
  expect(z.safeParse(vmLineSchema, line(changes)).success).toBe(false);
});
