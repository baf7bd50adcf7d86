import { describe, expect, test } from "vitest";
import {
  askAnew,
  emptyFleet,
  endSweep,
  exceptNow,
  hearNews,
  hearServers,
  isOutOfReach,
  serverHealth,
  type Fleet,
  type FleetServer,
  type ServerAnswer,
} from "./fleet.ts";
import type { Vm } from "./types.ts";

const ids = {
  homelab: "11111111-1111-4111-8111-111111111111",
  hamburg: "22222222-2222-4222-8222-222222222222",
};

function guest(server: keyof typeof ids, vmid: number, cpu = 0.1): Vm {
  return {
    serverId: ids[server],
    serverName: server,
    id: `qemu/${vmid}`,
    type: "qemu",
    vmid,
    node: "pve1",
    status: "running",
    cpu,
  };
}

function answer(server: keyof typeof ids, vms: Vm[]): ServerAnswer {
  return {
    serverId: ids[server],
    serverName: server,
    ok: true,
    fetchedAt: "2026-01-01T00:00:00Z",
    latencyMs: 20,
    vms,
    nodes: [],
    storages: [],
  };
}

function failure(server: keyof typeof ids): ServerAnswer {
  return {
    ...answer(server, []),
    ok: false,
    error: { code: "timeout", message: "No answer within 8 s" },
  };
}

function server(fleet: Fleet, name: keyof typeof ids): FleetServer {
  const found = fleet.servers.find(({ key }) => key === ids[name]);
  if (!found) throw new Error(`${name} is not in the fleet`);
  return found;
}

describe("hearServers", () => {
  test("each server's guests appear as it is heard", () => {
    const one = hearServers(
      emptyFleet,
      [answer("homelab", [guest("homelab", 101)])],
      1,
    );
    expect(one.vms).toHaveLength(1);
    expect(one.isComplete).toBe(false);

    const two = hearServers(
      one,
      [answer("hamburg", [guest("hamburg", 101)])],
      2,
    );
    expect(two.vms).toHaveLength(2);
    expect(two.servers.map(({ serverName }) => serverName)).toEqual([
      "hamburg",
      "homelab",
    ]);
  });

  test("one failure keeps the last good data, and is not yet an outage", () => {
    let fleet = hearServers(
      emptyFleet,
      [answer("homelab", [guest("homelab", 101)])],
      1000,
    );
    fleet = hearServers(fleet, [failure("homelab")], 11_000);

    expect(serverHealth(server(fleet, "homelab"))).toBe("late");
    expect(fleet.vms).toHaveLength(1);
    expect(server(fleet, "homelab").readAt).toBe(1000);
  });

  test("a failure that repeats is an outage since the first, and the data stays", () => {
    let fleet = hearServers(
      emptyFleet,
      [answer("homelab", [guest("homelab", 101)])],
      1000,
    );
    fleet = hearServers(fleet, [failure("homelab")], 11_000);
    fleet = hearServers(fleet, [failure("homelab")], 21_000);

    expect(serverHealth(server(fleet, "homelab"))).toBe("down");
    expect(server(fleet, "homelab").failure).toMatchObject({
      count: 2,
      since: 11_000,
      error: { code: "timeout" },
    });
    expect(fleet.vms).toHaveLength(1);
  });

  test("a server that has never answered is down at the first failure", () => {
    const fleet = hearServers(emptyFleet, [failure("homelab")], 1);
    expect(serverHealth(server(fleet, "homelab"))).toBe("down");
  });

  test("a success ends the failure at once", () => {
    let fleet = hearServers(emptyFleet, [failure("homelab")], 1);
    fleet = hearServers(fleet, [answer("homelab", [])], 2);
    expect(serverHealth(server(fleet, "homelab"))).toBe("up");
  });

  test("failures that are not in a row do not add up", () => {
    let fleet = hearServers(emptyFleet, [answer("homelab", [])], 1);
    fleet = hearServers(fleet, [failure("homelab")], 2);
    fleet = hearServers(fleet, [answer("homelab", [])], 3);
    fleet = hearServers(fleet, [failure("homelab")], 4);
    expect(serverHealth(server(fleet, "homelab"))).toBe("late");
  });

  test("one server's failure leaves another's rows the very same", () => {
    const before = hearServers(
      emptyFleet,
      [
        answer("homelab", [guest("homelab", 101)]),
        answer("hamburg", [guest("hamburg", 101)]),
      ],
      1,
    );
    const after = hearServers(before, [failure("homelab")], 2);
    expect(server(after, "hamburg")).toBe(server(before, "hamburg"));
    expect(after.vms).toBe(before.vms);
  });

  test("a refresh with the same data changes no row and no list", () => {
    const before = hearServers(
      emptyFleet,
      [answer("homelab", [guest("homelab", 101), guest("homelab", 102)])],
      1,
    );
    const after = hearServers(
      before,
      [answer("homelab", [guest("homelab", 101), guest("homelab", 102)])],
      2,
    );
    expect(after.vms).toBe(before.vms);
    expect(server(after, "homelab").readAt).toBe(2);
  });

  test("of a refresh only the changed rows are new", () => {
    const before = hearServers(
      emptyFleet,
      [answer("homelab", [guest("homelab", 101), guest("homelab", 102)])],
      1,
    );
    const after = hearServers(
      before,
      [answer("homelab", [guest("homelab", 101), guest("homelab", 102, 0.9)])],
      2,
    );
    expect(after.vms[0]).toBe(before.vms[0]);
    expect(after.vms[1]).not.toBe(before.vms[1]);
  });

  test("a field that has come or gone is a change", () => {
    const before = hearServers(
      emptyFleet,
      [answer("homelab", [guest("homelab", 101)])],
      1,
    );
    const locked = { ...guest("homelab", 101), lock: "backup" };
    const during = hearServers(before, [answer("homelab", [locked])], 2);
    expect(during.vms[0]?.lock).toBe("backup");
    const after = hearServers(
      during,
      [answer("homelab", [guest("homelab", 101)])],
      3,
    );
    expect(after.vms[0]?.lock).toBeUndefined();
  });

  test("a guest that is gone from its server leaves the list", () => {
    let fleet = hearServers(
      emptyFleet,
      [answer("homelab", [guest("homelab", 101), guest("homelab", 102)])],
      1,
    );
    fleet = hearServers(fleet, [answer("homelab", [guest("homelab", 102)])], 2);
    expect(fleet.vms.map(({ vmid }) => vmid)).toEqual([102]);
  });

  test("a failure without a reason is still a failure", () => {
    const silent = { ...failure("homelab"), error: undefined };
    const fleet = hearServers(emptyFleet, [silent], 1);
    expect(server(fleet, "homelab").failure?.error.code).toBe("internal");
  });
});

describe("hearNews", () => {
  const known = hearServers(
    emptyFleet,
    [answer("homelab", [guest("homelab", 101)]), answer("hamburg", [])],
    1,
  );

  test("what says the same again leaves the very same fleet", () => {
    const same = answer("homelab", [guest("homelab", 101)]);
    expect(hearNews(known, [same, answer("hamburg", [])], 2)).toBe(known);
  });

  test.each<[string, ServerAnswer]>([
    ["a changed guest", answer("homelab", [guest("homelab", 101, 0.9)])],
    ["one guest less", answer("homelab", [])],
    ["a failure", failure("homelab")],
    [
      "another name",
      { ...answer("homelab", [guest("homelab", 101)]), serverName: "home" },
    ],
    [
      "a node",
      {
        ...answer("homelab", [guest("homelab", 101)]),
        nodes: [
          {
            serverId: ids.homelab,
            serverName: "homelab",
            id: "node/pve1",
            node: "pve1",
            status: "online",
          },
        ],
      },
    ],
  ])("%s is news, and the other server stays the same one", (_, news) => {
    const after = hearNews(known, [news, answer("hamburg", [])], 2);
    expect(after).not.toBe(known);
    expect(server(after, "hamburg")).toBe(server(known, "hamburg"));
  });

  test("an answer after a failure is news, though it brings the same", () => {
    const failed = hearNews(known, [failure("hamburg")], 2);
    const after = hearNews(failed, [answer("hamburg", [])], 3);
    expect(server(after, "hamburg")).toMatchObject({
      failure: undefined,
      readAt: 3,
    });
  });
});

describe("endSweep", () => {
  test("a server that was removed meanwhile vanishes with its guests", () => {
    const fleet = hearServers(
      emptyFleet,
      [
        answer("homelab", [guest("homelab", 101)]),
        answer("hamburg", [guest("hamburg", 101)]),
      ],
      1,
    );
    const ended = endSweep(fleet, new Map([[ids.hamburg, 2]]));
    expect(ended.vms.map(({ serverName }) => serverName)).toEqual(["hamburg"]);
    expect(ended.isComplete).toBe(true);
  });

  test("with everybody heard, no list changes", () => {
    const fleet = hearServers(
      emptyFleet,
      [answer("homelab", [guest("homelab", 101)])],
      1,
    );
    const ended = endSweep(fleet, new Map([[ids.homelab, 2]]));
    expect(ended.vms).toBe(fleet.vms);
    expect(server(ended, "homelab").readAt).toBe(2);
  });

  test("what was not asked, or failed, is as old as it was", () => {
    let fleet = hearServers(
      emptyFleet,
      [answer("homelab", []), answer("hamburg", [])],
      1,
    );
    fleet = hearNews(fleet, [failure("homelab")], 2);
    const ended = endSweep(
      fleet,
      new Map([
        [ids.homelab, 2],
        [ids.hamburg, undefined],
      ]),
    );
    expect(ended.servers.map(({ readAt }) => readAt)).toEqual([1, 1]);
  });
});

describe("a server that keeps failing", () => {
  const failedAt = Date.parse("2026-01-01T00:00:00Z");
  /** Sweeps every 10 s, each asking whom it does not do without. */
  function askedWithin(seconds: number, start: Fleet): number[] {
    let fleet = start;
    const asked: number[] = [];
    for (let at = 0; at <= seconds; at += 10) {
      if (exceptNow(fleet, at * 1000) !== undefined) continue;
      asked.push(at);
      fleet = hearServers(fleet, [failure("homelab")], at * 1000);
    }
    return asked;
  }
  const known = hearServers(
    emptyFleet,
    [answer("homelab", [guest("homelab", 101)])],
    0,
  );

  test("R06 is asked again at once, then after 30 s, 1 min and every 5 min", () => {
    expect(askedWithin(1000, known)).toEqual([0, 10, 40, 100, 400, 700, 1000]);
  });

  test("is named with the time at which the functions saw it fail", () => {
    let fleet = known;
    for (const now of [1, 2])
      fleet = hearServers(fleet, [failure("homelab")], now);
    expect(exceptNow(fleet, 3)).toBe(`${ids.homelab}@${String(failedAt)}`);
    expect(exceptNow(fleet, 30_002)).toBeUndefined();
  });

  test("is asked from the start again when somebody wishes, and shown as before until it answers", () => {
    let fleet = known;
    for (const now of [1, 2, 3, 4])
      fleet = hearServers(fleet, [failure("homelab")], now);
    const wished = askAnew(fleet);
    expect(serverHealth(server(wished, "homelab"))).toBe("down");
    expect(server(wished, "homelab").failure).toMatchObject({
      count: 4,
      since: 1,
    });
    expect(wished.vms).toBe(fleet.vms);
    expect(askedWithin(200, wished)).toEqual([0, 10, 40, 100]);
  });

  test("is left alone while somebody wishes for another one", () => {
    let fleet = emptyFleet;
    for (const now of [1, 2])
      fleet = hearServers(fleet, [failure("homelab"), failure("hamburg")], now);
    expect(exceptNow(askAnew(fleet, ids.hamburg), 3)).toMatch(ids.homelab);
    expect(exceptNow(askAnew(fleet, ids.hamburg), 3)).not.toMatch(ids.hamburg);
  });

  test("never lets a server that answers wait", () => {
    const fleet = [1, 2, 3].reduce(
      (before, now) =>
        hearServers(before, [failure("homelab"), answer("hamburg", [])], now),
      emptyFleet,
    );
    expect(exceptNow(fleet, 4)).not.toMatch(ids.hamburg);
  });
});

describe("when nothing can be reached", () => {
  const all = new Map([
    [ids.homelab, 1],
    [ids.hamburg, 1],
  ]);
  const both = [failure("homelab"), failure("hamburg")];

  test("is known only once everybody was asked", () => {
    const first = hearServers(emptyFleet, [failure("homelab")], 1);
    expect(isOutOfReach(first)).toBe(false);
    const whole = endSweep(hearServers(first, both, 1), all);
    expect(isOutOfReach(whole)).toBe(true);
  });

  test("a server that answers, if only to refuse the token, can be reached", () => {
    const refused: ServerAnswer = {
      ...failure("homelab"),
      error: { code: "auth_failed", message: "401" },
    };
    for (const other of [answer("homelab", []), refused]) {
      const fleet = hearServers(emptyFleet, [other, failure("hamburg")], 1);
      expect(isOutOfReach(endSweep(fleet, all))).toBe(false);
    }
    expect(isOutOfReach(endSweep(emptyFleet, all))).toBe(false);
  });

  test("the first that answers again makes everybody worth asking", () => {
    let fleet = endSweep(hearServers(emptyFleet, both, 1), all);
    fleet = hearServers(fleet, both, 2);
    fleet = hearServers(fleet, both, 3);
    expect(exceptNow(fleet, 4)).toBeDefined();
    fleet = hearServers(fleet, [answer("homelab", [])], 4);
    expect(exceptNow(fleet, 4)).toBeUndefined();
    expect(serverHealth(server(fleet, "hamburg"))).toBe("down");
  });
});
