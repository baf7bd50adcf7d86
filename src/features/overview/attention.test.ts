import { describe, expect, test } from "vitest";
import { emptyFleet, hearServers, type ServerAnswer } from "@/lib/fleet.ts";
import { pastServers } from "@/lib/inventory.ts";
import type { Server } from "@/lib/types.ts";
import { fleetAnswer, fleetFailure, idOf } from "@/test/fakeFleet.ts";
import {
  sampleNode,
  sampleServer,
  sampleStorage,
  sampleVm,
} from "@/test/samples.ts";
import { attentionGroups } from "./attention.ts";
import { inventoryOf } from "./fleetTotals.ts";

function groupsOf(...sweeps: ServerAnswer[][]) {
  return groupsWith([], ...sweeps);
}

function groupsWith(registrations: Server[], ...sweeps: ServerAnswer[][]) {
  const fleet = sweeps.reduce(
    (heard, sweep, index) => hearServers(heard, sweep, index * 1000),
    emptyFleet,
  );
  const inventory = inventoryOf(fleet, pastServers(fleet, false));
  return attentionGroups(fleet, inventory, registrations, false);
}

function linesOf(...sweeps: ServerAnswer[][]): string[] {
  return groupsOf(...sweeps).flatMap(({ items }) =>
    items.map(({ subject, text }) => `${subject}: ${text}`),
  );
}

describe("what needs attention", () => {
  test("is nothing in a fleet that is well", () => {
    expect(
      groupsOf([
        {
          ...fleetAnswer("homelab", [
            sampleVm({ hastate: "started" }),
            sampleVm({ id: "qemu/1", status: "stopped", lock: "suspended" }),
          ]),
          nodes: [sampleNode("pve1", { disk: 10, maxdisk: 100 })],
          storages: [sampleStorage({ disk: 89, maxdisk: 100 })],
        },
      ]),
    ).toEqual([]);
  });

  test("is a server that is down, with its cause and since when, and nothing that it said before", () => {
    const answer = {
      ...fleetAnswer("attic", [sampleVm({ lock: "backup" })]),
      storages: [sampleStorage({ disk: 99, maxdisk: 100 })],
    };
    const failed = [fleetFailure("attic", "refused")];
    const groups = groupsOf([answer], failed, failed);
    expect(groups.map(({ kind }) => kind)).toEqual(["server"]);
    expect(groups[0]?.items[0]).toMatchObject({
      subject: "attic",
      text: "Connection refused (Network)",
      since: 1000,
      path: `/dashboard?server=${idOf("attic")}`,
    });
  });

  test("is not a server that failed once: one failure is no outage", () => {
    expect(
      groupsOf([fleetAnswer("attic")], [fleetFailure("attic", "timeout")]),
    ).toEqual([]);
  });

  test("is a server that an administrator has switched off, and not one that its owner has", () => {
    const [group, ...others] = groupsWith(
      [
        sampleServer({
          name: "attic",
          is_active: false,
          deactivated_at: "2026-01-02T00:00:00.000Z",
          deactivated_reason: "unpaid\u202e",
        }),
        sampleServer({ name: "cellar", is_active: false }),
      ],
      [fleetAnswer("homelab")],
    );
    expect(others).toEqual([]);
    expect(group?.items).toMatchObject([
      {
        tone: "warning",
        subject: "attic",
        text: "an administrator has switched it off (“unpaid\ufffd”)",
        since: Date.parse("2026-01-02T00:00:00.000Z"),
        path: "/servers",
      },
    ]);
  });

  test("is a guest that HA has given up", () => {
    expect(
      linesOf([
        fleetAnswer("homelab", [
          sampleVm({ name: "db", hastate: "error" }),
          sampleVm({ id: "qemu/2", name: "web", hastate: "recovery" }),
        ]),
      ]),
    ).toEqual([
      "db: HA has given up: its state is “error”",
      "web: waits for HA to recover it on another node",
    ]);
  });

  test("is a node that is off or silent, with its guests", () => {
    const [group] = groupsOf([
      {
        ...fleetAnswer("homelab", [
          sampleVm({ node: "pve2", status: "unknown" }),
          sampleVm({ id: "lxc/7", node: "gone", status: "unknown" }),
        ]),
        nodes: [sampleNode("pve1"), sampleNode("pve2", { status: "offline" })],
      },
    ]);
    expect(
      group?.items.map(({ subject, text }) => `${subject} ${text}`),
    ).toEqual([
      "pve2 offline, with 1 guest",
      "gone does not report, with 1 guest",
    ]);
    expect(group?.items[0]?.path).toBe(
      `/dashboard?q=node%3Apve2&server=${idOf("homelab")}`,
    );
  });

  test("is a storage from 90 % on, worse from 97 % on, the worst first, a shared one once", () => {
    const [group] = groupsOf([
      {
        ...fleetAnswer("homelab"),
        nodes: [sampleNode("pve1", { disk: 95, maxdisk: 100 })],
        storages: [
          sampleStorage({ disk: 90, maxdisk: 100 }),
          sampleStorage({ storage: "ceph", shared: 1, disk: 98, maxdisk: 100 }),
          sampleStorage({
            storage: "ceph",
            node: "pve2",
            shared: 1,
            disk: 98,
            maxdisk: 100,
          }),
        ],
      },
    ]);
    expect(
      group?.items.map(({ tone, subject, text }) => [tone, subject, text]),
    ).toEqual([
      ["bad", "ceph", "98 % full"],
      ["warning", "local", "90 % full"],
      ["warning", "pve1", "its system disk is 95 % full"],
    ]);
  });

  test("is a storage that does not report, and where; one of a node that is off goes with it", () => {
    expect(
      linesOf([
        {
          ...fleetAnswer("homelab"),
          nodes: [
            sampleNode("pve1"),
            sampleNode("pve2"),
            sampleNode("pve3", { status: "offline" }),
          ],
          storages: [
            sampleStorage({ storage: "nfs", shared: 1, status: "unknown" }),
            sampleStorage({ storage: "nfs", shared: 1, node: "pve2" }),
            sampleStorage({ node: "pve3", status: "unknown" }),
          ],
        },
      ]),
    ).toEqual(["pve3: offline", "nfs: does not report on pve1"]);
  });

  test("leads to what there is to see: a node without guests, a storage on one node", () => {
    expect(
      groupsOf([
        {
          ...fleetAnswer("homelab"),
          nodes: [sampleNode("pve3", { status: "offline" })],
          storages: [sampleStorage({ disk: 95, maxdisk: 100 })],
        },
      ]).flatMap(({ items }) => items.map(({ path }) => path)),
    ).toEqual([
      `/overview/storages?q=local+pve1&server=${idOf("homelab")}`,
      `/overview/nodes?q=pve3&server=${idOf("homelab")}`,
    ]);
  });

  test("is a guest that is locked, last and without alarm; the list shows all of them", () => {
    const [group] = groupsOf([
      fleetAnswer("homelab", [sampleVm({ lock: "backup" })]),
    ]);
    expect(group).toMatchObject({
      kind: "lock",
      path: "/dashboard?q=status%3Alocked+-status%3Ahibernated",
      items: [{ tone: "neutral", subject: "web-01", text: "locked (backup)" }],
    });
  });

  test("shows what hostile names hold", () => {
    expect(
      linesOf([
        fleetAnswer("homelab", [
          sampleVm({ name: "a\u202eb", lock: "x\u200by", status: "stopped" }),
        ]),
      ]),
    ).toEqual(["a\ufffdb: locked (x\ufffdy)"]);
  });
});
