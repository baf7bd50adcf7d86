import { describe, expect, test } from "vitest";
import { emptyFleet, hearServers, type ServerAnswer } from "@/lib/fleet.ts";
import { pastServers } from "@/lib/inventory.ts";
import { fleetAnswer, fleetFailure, idOf } from "@/test/fakeFleet.ts";
import { sampleNode, sampleStorage, sampleVm } from "@/test/samples.ts";
import { fleetTotals, inventoryOf } from "./fleetTotals.ts";
import { leftOutWords } from "./leftOutWords.ts";

const node = { cpu: 0.5, maxcpu: 8, mem: 16, maxmem: 64 };

function answer(name: string): ServerAnswer {
  return {
    ...fleetAnswer(name, [
      sampleVm({ vmid: 101 }),
      sampleVm({ vmid: 102, id: "qemu/102", status: "stopped" }),
    ]),
    nodes: [sampleNode("pve1", node), sampleNode("pve2", node)],
    storages: [
      sampleStorage({ storage: "ceph", shared: 1, disk: 10, maxdisk: 40 }),
      sampleStorage({
        node: "pve2",
        storage: "ceph",
        shared: 1,
        disk: 10,
        maxdisk: 40,
      }),
      sampleStorage({ disk: 5, maxdisk: 10 }),
    ],
  };
}

function totalsOf(
  answers: readonly ServerAnswer[][],
  twins?: Map<string, string>,
) {
  const fleet = answers.reduce(
    (heard, sweep, index) => hearServers(heard, sweep, index * 1000),
    emptyFleet,
  );
  return fleetTotals(inventoryOf(fleet, pastServers(fleet, false), twins));
}

describe("the totals", () => {
  test("count a shared storage once a cluster, not once a node", () => {
    expect(totalsOf([[answer("a"), answer("b")]])).toMatchObject({
      guests: { running: 2, stopped: 2, unknown: 0 },
      cpu: { used: 16, total: 32 },
      memory: { used: 64, total: 256 },
      storage: { used: 30, total: 100 },
      isPast: false,
    });
  });

  test("count a cluster that is registered twice once", () => {
    const twins = new Map([
      [idOf("a"), idOf("a")],
      [idOf("b"), idOf("a")],
    ]);
    expect(totalsOf([[answer("a"), answer("b")]], twins)).toMatchObject({
      guests: { running: 1, stopped: 1 },
      cpu: { total: 16 },
      storage: { total: 50 },
    });
  });

  test("know templates apart, and count what hibernates as stopped", () => {
    const vms = [
      sampleVm({ vmid: 1, id: "qemu/1", status: "stopped", template: 1 }),
      sampleVm({ vmid: 2, id: "qemu/2", status: "stopped", lock: "suspended" }),
      sampleVm({ vmid: 3, id: "qemu/3", status: "paused" }),
      sampleVm({ vmid: 4, id: "qemu/4", status: "unknown" }),
    ];
    expect(totalsOf([[fleetAnswer("a", vms)]]).guests).toEqual({
      running: 0,
      stopped: 1,
      paused: 1,
      unknown: 1,
      templates: 1,
    });
  });

  test("leave out a server that does not answer, and say so", () => {
    const down = [fleetFailure("b", "refused")];
    const { guests, cpu, isPast, leftOut } = totalsOf([
      [answer("a"), answer("b")],
      down,
      down,
    ]);
    expect(guests).toMatchObject({ running: 1, stopped: 1, unknown: 2 });
    expect(cpu).toEqual({ used: 8, total: 16 });
    expect(isPast).toBe(false);
    expect(leftOutWords(leftOut)).toEqual([
      "2 nodes of servers that do not answer",
      "the state of 2 guests there",
    ]);
  });

  test("are what was last known where nothing answers, and then leave nothing out", () => {
    const down = [fleetFailure("a", "refused")];
    const totals = totalsOf([[answer("a")], down, down]);
    expect(totals).toMatchObject({
      guests: { running: 1, stopped: 1, unknown: 0 },
      cpu: { used: 8, total: 16 },
      isPast: true,
    });
    expect(leftOutWords(totals.leftOut)).toEqual([]);
  });

  test("name the nodes and storages that tell nothing", () => {
    const { cpu, leftOut } = totalsOf([
      [
        {
          ...fleetAnswer("a"),
          nodes: [
            sampleNode("pve1", node),
            sampleNode("blind"),
            sampleNode("off", { status: "offline" }),
          ],
          storages: [sampleStorage({ status: "unknown" })],
        },
      ],
    ]);
    expect(cpu).toEqual({ used: 4, total: 8 });
    expect(leftOutWords(leftOut)).toEqual([
      "1 node that is offline or not reporting",
      "1 node whose usage the token may not see",
      "1 storage that does not report",
    ]);
  });

  test("are no numbers where nobody tells any", () => {
    expect(totalsOf([[fleetAnswer("a")]])).toMatchObject({
      cpu: undefined,
      memory: undefined,
      storage: undefined,
      isPast: false,
    });
  });
});
