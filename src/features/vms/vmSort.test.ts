import { describe, expect, test } from "vitest";
import type { Vm } from "@/lib/types.ts";
import { sampleVm } from "@/test/samples.ts";
import { naturalDirection, sortVms, type VmSortField } from "./vmSort.ts";

function ids(vms: readonly Vm[], field: VmSortField, descending = false) {
  return sortVms(vms, { field, descending }).map((vm) => vm.vmid);
}

describe("sortVms", () => {
  test("names sort as people count, in any case", () => {
    const vms = [
      sampleVm({ vmid: 1, name: "web-10" }),
      sampleVm({ vmid: 2, name: "Web-2" }),
      sampleVm({ vmid: 3, name: "db" }),
    ];
    expect(ids(vms, "name")).toEqual([3, 2, 1]);
    expect(ids(vms, "name", true)).toEqual([1, 2, 3]);
  });

  test("guests without a name come after the others, by number", () => {
    const vms = [
      sampleVm({ vmid: 20, name: undefined }),
      sampleVm({ vmid: 3, name: "" }),
      sampleVm({ vmid: 1, name: "zz" }),
    ];
    expect(ids(vms, "name")).toEqual([1, 3, 20]);
    expect(ids(vms, "name", true)).toEqual([1, 3, 20]);
  });

  test("running comes before stopped, and unknown last", () => {
    const vms = [
      sampleVm({ vmid: 1, status: "unknown" }),
      sampleVm({ vmid: 2, status: "stopped" }),
      sampleVm({ vmid: 3, status: "running" }),
      sampleVm({ vmid: 4, status: "paused" }),
    ];
    expect(ids(vms, "status")).toEqual([3, 4, 2, 1]);
  });

  test.each(["cpu", "memory", "uptime"] as const)(
    "by %s, a guest that does not tell comes last, whichever way",
    (field) => {
      const property = field === "memory" ? "mem" : field;
      const vms = [
        sampleVm({ vmid: 1, [property]: undefined }),
        sampleVm({ vmid: 2, [property]: 0 }),
        sampleVm({ vmid: 3, [property]: 5 }),
        sampleVm({ vmid: 4, [property]: Number.NaN }),
      ];
      expect(ids(vms, field, true).slice(0, 2)).toEqual([3, 2]);
      expect(ids(vms, field).slice(0, 2)).toEqual([2, 3]);
    },
  );

  test("equal guests follow by name also when the order is turned round", () => {
    const vms = [
      sampleVm({ vmid: 1, name: "b", cpu: 0.5 }),
      sampleVm({ vmid: 2, name: "a", cpu: 0.5 }),
    ];
    expect(ids(vms, "cpu")).toEqual([2, 1]);
    expect(ids(vms, "cpu", true)).toEqual([2, 1]);
  });

  test("the same name on two servers sorts by server", () => {
    const vms = [
      sampleVm({ vmid: 1, serverName: "site-10" }),
      sampleVm({ vmid: 2, serverName: "site-9" }),
    ];
    expect(ids(vms, "name")).toEqual([2, 1]);
    expect(ids(vms, "server")).toEqual([2, 1]);
  });

  test("VMIDs sort as numbers", () => {
    const vms = [sampleVm({ vmid: 1000 }), sampleVm({ vmid: 999 })];
    expect(ids(vms, "vmid")).toEqual([999, 1000]);
  });

  test("what was given is not changed", () => {
    const vms = [sampleVm({ name: "b" }), sampleVm({ name: "a" })];
    sortVms(vms, { field: "name", descending: false });
    expect(vms.map((vm) => vm.name)).toEqual(["b", "a"]);
  });
});

test("usage sorts from the most down, names from the start", () => {
  expect(naturalDirection("cpu").descending).toBe(true);
  expect(naturalDirection("name").descending).toBe(false);
});
