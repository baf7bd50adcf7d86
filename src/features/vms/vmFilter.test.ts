import { describe, expect, test } from "vitest";
import { sampleVm } from "@/test/samples.ts";
import { understand } from "./search/understand.ts";
import { countByStatus, matchVms, withStatus } from "./vmFilter.ts";

const web = sampleVm({ vmid: 101, name: "web-01", tags: "prod;frontend" });
const database = sampleVm({
  vmid: 202,
  name: "DB-01",
  node: "pve2",
  status: "stopped",
  tags: "prod",
});
const container = sampleVm({
  serverId: "22222222-2222-4222-8222-222222222222",
  serverName: "Hamburg",
  vmid: 101,
  type: "lxc",
  name: "proxy",
});
const orphan = sampleVm({ vmid: 300, name: undefined, status: "unknown" });
const template = sampleVm({
  vmid: 900,
  name: "debian-13",
  status: "stopped",
  template: 1,
});
const operators = sampleVm({
  serverId: null,
  serverName: "Operator's server",
  vmid: 5000,
  name: "shared",
});
const all = [web, database, container, orphan, template, operators];

function found(text: string, servers: string[] = []) {
  const { accepts } = text ? understand(text) : { accepts: undefined };
  return matchVms(all, { accepts, servers });
}

describe("matchVms", () => {
  test("without a search and servers everything stays, as the very same list", () => {
    expect(found("")).toBe(all);
  });

  test("a search or a tab that lets all through leaves the very same list", () => {
    const guests = [web, container];
    const { accepts } = understand("o");
    expect(matchVms(guests, { accepts, servers: [] })).toBe(guests);
    expect(withStatus(guests, "all")).toBe(guests);
  });

  test("while a server is silent, its guests are found as they were and counted as unknown", () => {
    const stale = new Set(["22222222-2222-4222-8222-222222222222"]);
    const search = (text: string) =>
      matchVms(all, { ...understand(text), servers: [], stale });
    expect(search("status:unknown")).toEqual([container, orphan]);
    expect(search("status:running")).toEqual([web, container, operators]);
    expect(countByStatus(search("status:running"), { stale })).toMatchObject({
      running: 2,
      unknown: 1,
    });
  });

  test("a search narrows", () => {
    expect(found("prod -frontend")).toEqual([database]);
  });

  test("the same VMID on another server is another guest", () => {
    expect(found("101")).toEqual([web, container]);
    expect(found("101", ["22222222-2222-4222-8222-222222222222"])).toEqual([
      container,
    ]);
  });

  test("several servers, the operator's among them", () => {
    expect(
      found("", ["operator", "22222222-2222-4222-8222-222222222222"]),
    ).toEqual([container, operators]);
  });

  test("a server that is gone matches nothing", () => {
    expect(found("", ["33333333-3333-4333-8333-333333333333"])).toEqual([]);
  });
});

describe("status", () => {
  test("templates stand apart from all and stopped", () => {
    expect(withStatus(all, "all")).not.toContain(template);
    expect(withStatus(all, "stopped")).toEqual([database]);
    expect(withStatus(all, "templates")).toEqual([template]);
  });

  test("a guest of which nothing is known is neither running nor stopped", () => {
    expect(withStatus(all, "unknown")).toEqual([orphan]);
  });

  test("a paused guest stands apart, a hibernated one is stopped", () => {
    const paused = sampleVm({ status: "paused", vmid: 400 });
    const hibernated = sampleVm({ status: "stopped", lock: "suspended" });
    expect(withStatus([...all, paused], "paused")).toEqual([paused]);
    expect(withStatus([hibernated], "stopped")).toEqual([hibernated]);
  });

  test("the counts are those of the tabs", () => {
    expect(countByStatus(all)).toEqual({
      all: 5,
      running: 3,
      stopped: 1,
      paused: 0,
      unknown: 1,
      templates: 1,
    });
  });

  describe("of a server that does not answer", () => {
    const stale = new Set(["22222222-2222-4222-8222-222222222222"]);

    test("a guest is counted as unknown, whatever it was", () => {
      expect(countByStatus(all, { stale })).toMatchObject({
        all: 5,
        running: 2,
        unknown: 2,
      });
    });

    test("it stays listed where it was last seen, so that no list empties", () => {
      expect(withStatus(all, "running", { stale })).toContain(container);
      expect(withStatus(all, "unknown", { stale })).toEqual([
        container,
        orphan,
      ]);
      expect(withStatus(all, "stopped", { stale })).not.toContain(container);
    });
  });
});
