import { expect, test } from "vitest";
import { countByAction, planBulk, type BulkFacts } from "@/lib/bulkPlan.ts";
import type { Vm, VmAction } from "@/lib/types.ts";
import { idOf } from "@/test/fakeFleet.ts";
import { sampleVm } from "@/test/samples.ts";

const nothingKnown: BulkFacts = {
  downServers: new Set(),
  offlineNodes: new Set(),
  permissions: new Map(),
  busyGuests: new Set(),
};

/** Why one guest is left out; undefined if it is not. */
function skipReason(
  action: VmAction,
  vm: Partial<Vm>,
  facts: Partial<BulkFacts> = {},
) {
  const plan = planBulk(action, [sampleVm(vm)], { ...nothingKnown, ...facts });
  const [server] = plan.servers;
  expect(plan.chosen.length + plan.skippedCount).toBe(1);
  return server?.skipped[0]?.reason;
}

const serverId = sampleVm().serverId ?? "";

test("what a guest's own row says against it", () => {
  expect(skipReason("start", { status: "stopped" })).toBeUndefined();
  expect(skipReason("start", { status: "running" })).toBe("Is running already");
  expect(skipReason("shutdown", { status: "stopped" })).toBe("Is stopped");
  expect(skipReason("stop", { status: "stopped", lock: "suspended" })).toBe(
    "Is hibernated",
  );
  expect(skipReason("shutdown", { status: "paused" })).toBe("Is paused");
  expect(skipReason("start", { status: "stopped", template: 1 })).toBe(
    "Is a template",
  );
  expect(skipReason("shutdown", { lock: "backup" })).toBe("Locked (backup)");
  expect(skipReason("shutdown", { lock: "a\nb" })).toBe("Locked (a\ufffdb)");
  expect(skipReason("stop", { status: "unknown" })).toMatch(/state unknown/);
});

test("a container has no reset, whatever state it is in", () => {
  for (const status of ["running", "stopped"])
    expect(skipReason("reset", { type: "lxc", status })).toBe(
      "Containers have no reset",
    );
  expect(skipReason("reboot", { type: "lxc" })).toBeUndefined();
});

test("of a server that is down, only the past is known", () => {
  expect(skipReason("stop", {}, { downServers: new Set([serverId]) })).toMatch(
    /does not answer/,
  );
  expect(
    skipReason(
      "stop",
      { serverId: null },
      { downServers: new Set(["operator"]) },
    ),
  ).toMatch(/does not answer/);
});

test("on a node that its cluster cannot reach, nothing can be done", () => {
  const offlineNodes = new Set([`${serverId}/pve2`]);
  expect(skipReason("stop", { node: "pve2" }, { offlineNodes })).toBe(
    "Its node pve2 is offline",
  );
  expect(skipReason("stop", {}, { offlineNodes })).toBeUndefined();
});

test("the privilege that the token lacks is named, as far as its server has told", () => {
  const permissions = new Map([
    [serverId, { "/vms": { "VM.PowerMgmt": 1 }, "/vms/102": {} }],
  ]);
  expect(skipReason("stop", {}, { permissions })).toBeUndefined();
  expect(skipReason("stop", { vmid: 102 }, { permissions })).toBe(
    "The token lacks VM.PowerMgmt",
  );
  expect(skipReason("hibernate", {}, { permissions })).toBe(
    "The token lacks VM.Config.Disk",
  );
  expect(
    skipReason("stop", { serverId: idOf("other"), vmid: 102 }, { permissions }),
  ).toBeUndefined();
});

test("a guest that is assigned without power is left out, and offers nothing", () => {
  const assigned = { serverId: null, canConsole: true, canPower: false };
  expect(skipReason("shutdown", assigned)).toMatch(/ask an administrator/);
  expect(countByAction([sampleVm(assigned)]).size).toBe(0);
  expect(
    skipReason("shutdown", { ...assigned, canPower: true }),
  ).toBeUndefined();
});

test("a guest that something is being done with is left alone", () => {
  const busyGuests = new Set([`${serverId}/qemu/101`]);
  expect(skipReason("stop", {}, { busyGuests })).toMatch(/Another action/);
});

test("groups by server, in the order of their names, and takes a guest once", () => {
  const guests = ["site-10", "site-2", "site-2"].map((serverName) =>
    sampleVm({ serverName, serverId: idOf(serverName) }),
  );
  const { servers, chosen } = planBulk("stop", guests, nothingKnown);
  expect(servers.map(({ serverName }) => serverName)).toEqual([
    "site-2",
    "site-10",
  ]);
  expect(chosen).toHaveLength(2);
});

test("the actions on offer are those that fit at least one", () => {
  const counts = countByAction([
    sampleVm(),
    sampleVm({ type: "lxc" }),
    sampleVm({ status: "stopped" }),
    sampleVm({ template: 1, status: "stopped" }),
    sampleVm({ lock: "backup" }),
  ]);
  expect(Object.fromEntries(counts)).toMatchObject({
    start: 1,
    shutdown: 2,
    reset: 1,
  });
  expect(countByAction([sampleVm({ template: 1 })]).size).toBe(0);
});
