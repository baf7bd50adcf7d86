import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { vmListLineSchema } from "@contract/vms.ts";
import { readVmLine, type ServerRows } from "@/lib/vmLines.ts";
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

const read = (value: object, known?: ServerRows) =>
  readVmLine(JSON.stringify(value), () => known);

/** A server that has told these lines before. */
function lastTold(value: object): ServerRows {
  const before = read(value);
  if (before.type !== "server") throw new Error("No server's line");
  return before;
}

test.each([line(), { type: "end" }, { type: "end", notAsked: [null] }])(
  "reads a line as the contract does",
  (value) => {
    const { told, ...rest } = { told: undefined, ...read(value) };
    expect(rest).toEqual(z.parse(vmListLineSchema, value));
    expect(told === undefined).toBe(value.type === "end");
  },
);

describe("rows in the same words as the last time", () => {
  const before = lastTold(line());

  test("are those of the last time, whatever else the line says", () => {
    const again = read(line({ latencyMs: 90, serverName: "Renamed" }), before);
    expect(again).toMatchObject({ latencyMs: 90, serverName: "Renamed" });
    expect(again).toMatchObject({ type: "server", ok: true });
    for (const kind of ["vms", "nodes", "storages", "told"] as const)
      expect(again.type === "server" && again[kind]).toBe(before[kind]);
  });

  test.each([
    ["a guest", { vms: [sampleVm({ pool: "a", cpu: 0.6 })] }],
    ["a node", { nodes: [] }],
    ["a storage", { storages: [] }],
  ])("are not those in which %s differs", (_, changes) => {
    const after = read(line(changes), before);
    expect(after).toMatchObject(changes);
    expect(after.type === "server" && after.told).not.toBe(before.told);
  });

  test("are no server's that failed: it has none, and they are not kept", () => {
    const failed = { ok: false, vms: [], nodes: [], storages: [] };
    const error = { code: "timeout", message: "No answer" };
    expect(lastTold(line({ ...failed, error })).told).toBeUndefined();
  });

  test("are looked for in their place only, whatever a server is named", () => {
    const serverName = 'x","vms":[],"y":"';
    const named = read(line({ serverName }), before);
    expect(named).toMatchObject({ serverName, vms: line().vms });
  });

  test("need the order in which the functions write them: another is read anew", () => {
    const { type, vms, ...rest } = line();
    const after = read({ type, vms, ...rest }, before);
    expect(after).toMatchObject({ vms, nodes: rest.nodes });
  });
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
  ["no type", { type: "news" }],
])("takes no line with %s", (_, changes) => {
  expect(() => read(line(changes))).toThrow();
});
