import { describe, expect, test } from "vitest";
import { emptyFleet, hearServers, type FleetServer } from "./fleet.ts";
import {
  nodeRows,
  pastServers,
  storagePlace,
  storageRows,
  withoutTwins,
} from "./inventory.ts";
import { fleetAnswer, fleetFailure } from "@/test/fakeFleet.ts";
import { sampleNode, sampleStorage, sampleVm } from "@/test/samples.ts";

function serverWith(more: Partial<FleetServer>): FleetServer {
  return {
    key: "homelab",
    serverId: null,
    serverName: "homelab",
    vms: [],
    nodes: [],
    storages: [],
    readAt: 1000,
    failure: undefined,
    ...more,
  };
}

describe("the nodes of a server", () => {
  test("tell cores in use, memory, and how many of their guests run; templates are no guests", () => {
    const [row] = nodeRows(
      serverWith({
        nodes: [
          sampleNode("pve1", {
            cpu: 0.25,
            maxcpu: 16,
            mem: 30,
            maxmem: 60,
            uptime: 99,
          }),
        ],
        vms: [
          sampleVm({ vmid: 101 }),
          sampleVm({ vmid: 102, status: "stopped" }),
          sampleVm({ vmid: 900, status: "stopped", template: 1 }),
        ],
      }),
      false,
    );
    expect(row).toMatchObject({
      status: "online",
      cpu: { used: 4, total: 16 },
      memory: { used: 30, total: 60 },
      uptime: 99,
      guests: 2,
      runningGuests: 1,
    });
  });

  test("tell nothing where the token may not see it, or while they are offline", () => {
    const rows = nodeRows(
      serverWith({
        nodes: [
          sampleNode("blind"),
          sampleNode("off", {
            status: "offline",
            cpu: 0,
            maxcpu: 8,
            mem: 0,
            maxmem: 8,
          }),
          sampleNode("broken", { cpu: NaN, maxcpu: 8, mem: 4, maxmem: 0 }),
        ],
      }),
      false,
    );
    expect(rows.map(({ cpu, memory }) => cpu ?? memory)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("include the one that only its guests know, as the recordings have it", () => {
    const rows = nodeRows(
      serverWith({
        nodes: [sampleNode("pve1")],
        vms: [sampleVm({ node: "pve2", status: "unknown" })],
      }),
      false,
    );
    expect(rows.map(({ node, status }) => `${node} ${status}`)).toEqual([
      "pve1 online",
      "pve2 unknown",
    ]);
  });
});

test("who may see guests but no nodes is not told that the nodes are silent", () => {
  expect(nodeRows(serverWith({ vms: [sampleVm()] }), false)).toEqual([]);
});

describe("the storages of a server", () => {
  test("are one row where nodes share them, and one a node where not", () => {
    const rows = storageRows(
      serverWith({
        storages: [
          sampleStorage({ node: "pve1", storage: "ceph", shared: 1 }),
          sampleStorage({ node: "pve1" }),
          sampleStorage({ node: "pve2", storage: "ceph", shared: 1 }),
          sampleStorage({ node: "pve2" }),
        ],
      }),
      false,
    );
    expect(rows.map(({ id, nodes }) => `${id}: ${nodes.join()}`)).toEqual([
      "storage/ceph: pve1,pve2",
      "storage/pve1/local: pve1",
      "storage/pve2/local: pve2",
    ]);
    expect(rows.map(storagePlace)).toEqual([
      "homelab, shared",
      "pve1 on homelab",
      "pve2 on homelab",
    ]);
  });

  test("are known by the node that reports, and name those that do not; a node that is off is none of them", () => {
    const silent = { storage: "nfs", shared: 1, status: "unknown" } as const;
    const [row] = storageRows(
      serverWith({
        nodes: [
          sampleNode("pve1"),
          sampleNode("pve2"),
          sampleNode("pve3", { status: "offline" }),
        ],
        storages: [
          sampleStorage({ ...silent, node: "pve1", disk: 0, maxdisk: 0 }),
          sampleStorage({ ...silent, node: "pve2", status: "available" }),
          sampleStorage({ ...silent, node: "pve3" }),
        ],
      }),
      false,
    );
    expect(row?.usage).toEqual({
      used: 40 * 1024 ** 3,
      total: 100 * 1024 ** 3,
    });
    expect(row?.silentOn).toEqual(["pve1"]);
  });

  test("do not pass off what a silent one said before", () => {
    const [row] = storageRows(
      serverWith({ storages: [sampleStorage({ status: "unknown" })] }),
      false,
    );
    expect(row?.usage).toBeUndefined();
  });
});

test("what two registrations of one cluster tell counts once, as it is rather than as it was", () => {
  const twins = new Map([
    ["a", "a"],
    ["b", "a"],
  ]);
  const row = (serverKey: string, id: string, isPast: boolean) => ({
    serverKey,
    id,
    isPast,
  });
  const rows = [
    row("a", "node/pve1", true),
    row("b", "node/pve1", false),
    row("b", "node/pve2", false),
    row("c", "node/pve1", false),
  ];
  expect(withoutTwins(rows, twins)).toEqual(rows.slice(1));
});

test("a server that is down tells the past, and one that is late does not yet", () => {
  const failed = [fleetFailure("attic", "refused")];
  const late = hearServers(
    hearServers(emptyFleet, [fleetAnswer("attic"), fleetAnswer("homelab")], 0),
    failed,
    1000,
  );
  expect(pastServers(late, false).size).toBe(0);
  const down = hearServers(late, failed, 2000);
  expect(pastServers(down, false).size).toBe(1);
  expect(pastServers(down, true).size).toBe(2);
});
