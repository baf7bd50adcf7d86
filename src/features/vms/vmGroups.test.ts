import { describe, expect, test } from "vitest";
import type { Vm } from "@/lib/types.ts";
import { sampleVm } from "@/test/samples.ts";
import { groupVms, type VmGrouping } from "./vmGroups.ts";

function groupsOf(
  vms: readonly Vm[],
  by: VmGrouping,
  stale: readonly string[] = [],
) {
  return groupVms(vms, by, new Set(stale)).map(
    ({ label, detail, vms: members }) => [
      detail === undefined ? label : `${label} (${detail})`,
      members.map(({ vmid }) => vmid),
    ],
  );
}

const attic = { serverId: "attic-id", serverName: "attic" };

describe("groups", () => {
  test("of servers are as people count, and keep the guests' order", () => {
    expect(
      groupsOf(
        [
          sampleVm({ vmid: 3, serverId: "b", serverName: "site 10" }),
          sampleVm({ vmid: 1, serverId: "a", serverName: "site 9" }),
          sampleVm({ vmid: 2, serverId: "b", serverName: "site 10" }),
        ],
        "server",
      ),
    ).toEqual([
      ["site 9", [1]],
      ["site 10", [3, 2]],
    ]);
  });

  test("two servers of one name are two", () => {
    const named = (serverId: string) =>
      sampleVm({ vmid: 1, serverId, serverName: "pve" });
    expect(groupsOf([named("a"), named("b")], "server")).toHaveLength(2);
  });

  test("of nodes name the server, since names of nodes repeat", () => {
    expect(
      groupsOf(
        [sampleVm({ vmid: 1 }), sampleVm({ vmid: 2, ...attic })],
        "node",
      ),
    ).toEqual([
      ["pve1 (attic)", [2]],
      ["pve1 (homelab)", [1]],
    ]);
  });

  test("of tags hold a guest once for each of its tags; those without come last", () => {
    expect(
      groupsOf(
        [
          sampleVm({ vmid: 1 }),
          sampleVm({ vmid: 2, tags: "web;prod" }),
          sampleVm({ vmid: 3, tags: "prod", ...attic }),
        ],
        "tag",
      ),
    ).toEqual([
      ["prod", [2, 3]],
      ["web", [2]],
      ["No tag", [1]],
    ]);
  });

  test("of pools span servers; a pool may be called as the group without one", () => {
    expect(
      groupsOf(
        [
          sampleVm({ vmid: 1, pool: "No pool" }),
          sampleVm({ vmid: 2 }),
          sampleVm({ vmid: 3, pool: "No pool", ...attic }),
        ],
        "pool",
      ),
    ).toEqual([
      ["No pool", [1, 3]],
      ["No pool", [2]],
    ]);
  });

  test("of status go from running to unknown, where those of silent servers are", () => {
    expect(
      groupsOf(
        [
          sampleVm({ vmid: 1, status: "unknown" }),
          sampleVm({ vmid: 2, status: "stopped" }),
          sampleVm({ vmid: 3 }),
          sampleVm({ vmid: 4, ...attic }),
          sampleVm({ vmid: 5, status: "stopped", lock: "suspended" }),
        ],
        "status",
        ["attic-id"],
      ),
    ).toEqual([
      ["Running", [3]],
      ["Hibernated", [5]],
      ["Stopped", [2]],
      ["Unknown", [1, 4]],
    ]);
  });
});
