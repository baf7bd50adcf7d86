import { describe, expect, test } from "vitest";
import { sampleVm } from "@/test/samples.ts";
import type { Vm } from "@/lib/types.ts";
import { compileQuery } from "./compileQuery.ts";
import { parseQuery } from "./parseQuery.ts";

const gib = 1024 ** 3;

const guests = {
  web: sampleVm({
    vmid: 101,
    name: "Web-01",
    tags: "prod;frontend",
    pool: "shop",
    serverName: "Berlin",
    cpu: 0.9,
    mem: 7.5 * gib,
    uptime: 3600,
  }),
  proxy: sampleVm({
    vmid: 1101,
    type: "lxc",
    name: "proxy",
    node: "pve10",
    tags: "nonprod",
    serverName: "Berlin DC 2",
    cpu: 0.01,
    mem: gib / 2,
    maxmem: gib,
    disk: 95 * gib,
    maxdisk: 100 * gib,
    uptime: 90 * 86_400,
  }),
  db: sampleVm({
    vmid: 202,
    name: "db",
    node: "pve1",
    status: "stopped",
    lock: "backup",
    pool: "",
    serverName: "Hamburg",
    cpu: 0,
    mem: 0,
    uptime: 0,
    maxdisk: 500 * gib,
  }),
  paused: sampleVm({
    vmid: 303,
    name: "cam",
    node: "pve2",
    status: "paused",
    cpu: undefined,
    mem: undefined,
    uptime: undefined,
  }),
  sleeper: sampleVm({
    vmid: 304,
    name: "sleeper",
    node: "pve2",
    status: "stopped",
    lock: "suspended",
  }),
  orphan: sampleVm({
    vmid: 404,
    name: undefined,
    node: "gone",
    status: "unknown",
    cpu: undefined,
    mem: undefined,
    maxdisk: undefined,
  }),
  template: sampleVm({
    vmid: 900,
    name: "debian",
    node: "pve2",
    status: "stopped",
    template: 1,
  }),
} satisfies Record<string, Vm>;

function found(text: string): string[] {
  const { query, error } = parseQuery(text);
  if (error) throw new Error(error.message);
  const accepts = compileQuery(query);
  return Object.entries(guests)
    .filter(([, vm]) => accepts(vm))
    .map(([name]) => name);
}

const everybody = Object.keys(guests);

describe("free text", () => {
  test.each([
    ["a part of the name, in any case", "wEB", ["web"]],
    ["the VMID", "202", ["db"]],
    ["a tag", "frontend", ["web"]],
    ["the node", "gone", ["orphan"]],
    ["the server", "hamburg", ["db"]],
    ["the pool", "shop", ["web"]],
    ["every word, wherever it stands", "berlin prod", ["web", "proxy"]],
    ["words in quotes, as they stand", '"berlin dc"', ["proxy"]],
    ["a glob within one field", "w*01", ["web"]],
    ["no glob over two fields", "web*frontend", []],
    ["no word over two fields", "01101", []],
    ["nothing", "", everybody],
    ["anything", "*", everybody],
  ])("%s", (_, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test("a guest without a name is found by its number", () => {
    expect(found("404")).toEqual(["orphan"]);
  });
});

describe("fields", () => {
  test.each([
    ["a tag is whole", "tag:prod", ["web"]],
    ["in any case", "tag:PROD", ["web"]],
    ["unless a * says otherwise", "tag:*prod", ["web", "proxy"]],
    ["guests with any tag", "tag:*", ["web", "proxy"]],
    ["a node is whole: pve1 is not pve10", "node:pve1 -tag:*", ["db"]],
    ["a server is whole", "server:berlin", ["web"]],
    ["or begins so", "server:berlin*", ["web", "proxy"]],
    ["a name's part", "name:e", ["web", "sleeper", "template"]],
    ["a whole name", "name=web-01", ["web"]],
    ["a name's beginning", "name=w*", ["web"]],
    ["a VMID", "id:101", ["web"]],
    ["VMIDs", "id:*101", ["web", "proxy"]],
    ["a pool", "pool:shop", ["web"]],
    ["an empty pool is none", "pool:*", ["web"]],
    ["VMs", "type:vm node:pve10", []],
    ["containers", "type:ct", ["proxy"]],
  ])("%s", (_, text, expected) => {
    expect(found(text)).toEqual(expected);
  });
});

describe("status", () => {
  test.each([
    ["running", ["web", "proxy"]],
    ["stopped", ["db", "sleeper"]],
    ["paused", ["paused"]],
    ["hibernated", ["sleeper"]],
    ["unknown", ["orphan"]],
    ["locked", ["db", "sleeper"]],
    ["template", ["template"]],
  ])("%s", (status, expected) => {
    expect(found(`status:${status}`)).toEqual(expected);
  });
});

describe("status on a server that does not answer", () => {
  const accepts = (text: string, vm: Vm) => {
    const { query } = parseQuery(text);
    return query && compileQuery(query)(vm, true);
  };

  test.each([
    ["is where it was last seen", "status:running", true],
    ["and unknown, which is what it counts as", "status:unknown", true],
    ["is not among what is known", "status:running -status:unknown", false],
    ["nor in what is neither", "-(status:running or status:unknown)", false],
    ["in any part of a search", "web (status:paused or status:unknown)", true],
  ])("%s", (_, text, expected) => {
    expect(accepts(text, guests.web)).toBe(expected);
  });

  test("a template has no status there either", () => {
    expect(accepts("status:unknown", guests.template)).toBe(false);
  });
});

describe("comparisons", () => {
  test.each([
    ["CPU as the list shows it", "cpu>80", ["web"]],
    ["exactly", "cpu>=90%", ["web"]],
    ["strictly", "cpu>90%", []],
    ["what is off uses no CPU, and is not idle", "cpu<5", ["proxy"]],
    ["memory used", "mem>4G", ["web"]],
    ["memory's share", "mem>=50% mem<90%", ["proxy"]],
    ["a disk's size", "disk>=100G", ["proxy", "db"]],
    ["how full a container's disk is", "disk>90%", ["proxy"]],
    ["a VM's disk is not known to be empty", "disk<10%", []],
    ["what has just started; what is off has not", "uptime<1d2h", ["web"]],
    ["what runs for long", "uptime>8w", ["proxy"]],
    ["VMIDs", "id>300 id<=404", ["paused", "sleeper", "orphan"]],
  ])("%s", (_, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test("NaN is neither above nor below", () => {
    const { query } = parseQuery("cpu>=0 or cpu<0");
    const accepts = query && compileQuery(query);
    expect(accepts?.(sampleVm({ cpu: NaN }))).toBe(false);
  });
});

describe("and, or, not", () => {
  test.each([
    ["or", "web-01 or hamburg", ["web", "db"]],
    ["and before or", "berlin type:ct or hamburg", ["proxy", "db"]],
    ["parentheses", "(type:ct or hamburg) status:stopped", ["db"]],
    ["not", "-node:pve* -status:unknown", []],
    ["not a group", "-(type:vm or tag:prod)", ["proxy"]],
    ["not not", "--hamburg", ["db"]],
  ])("%s", (_, text, expected) => {
    expect(found(text)).toEqual(expected);
  });
});
