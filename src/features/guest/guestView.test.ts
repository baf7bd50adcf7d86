import { expect, test } from "vitest";
import type { GuestDetail } from "@/lib/types.ts";
import { sampleVm } from "@/test/samples.ts";
import { rowOf } from "./guestView.ts";

const vm = sampleVm({ status: "running", cpu: 0.25 });
const { serverId, node, type, vmid } = vm;
const guest = { serverId, node, type, vmid };

const detail: GuestDetail = {
  node: "pve2",
  status: {
    status: "running",
    qmpstatus: "paused",
    lock: "backup",
    cpu: 0,
    cpus: 2,
    name: "web-01",
  },
  config: { tags: "prod;web" },
  digest: null,
  pending: null,
  problems: {},
};

test("the list alone is enough", () => {
  expect(rowOf(guest, { data: vm, readAt: 1 }, undefined, "homelab")).toBe(vm);
  expect(rowOf(guest, undefined, undefined, "homelab")).toBeUndefined();
});

test("the guest's own state is newer than a list of the same time; its numbers are not better", () => {
  const row = rowOf(
    guest,
    { data: vm, readAt: 20_000 },
    { data: detail, readAt: 15_000 },
    "homelab",
  );
  expect(row).toMatchObject({
    node: "pve2",
    qmpstatus: "paused",
    lock: "backup",
    tags: "prod;web",
    cpu: 0.25,
    maxcpu: 4,
  });
});

test("a list that is much newer wins", () => {
  const stopped = { ...vm, status: "stopped" };
  const row = rowOf(
    guest,
    { data: stopped, readAt: 60_000 },
    { data: detail, readAt: 15_000 },
    "homelab",
  );
  expect(row).toBe(stopped);
});

test("the state alone makes a row", () => {
  const row = rowOf(guest, undefined, { data: detail, readAt: 1 }, "homelab");
  expect(row).toMatchObject({
    serverName: "homelab",
    id: "qemu/101",
    name: "web-01",
    status: "running",
    cpu: 0,
    maxcpu: 2,
  });
});
