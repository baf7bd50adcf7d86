import assert from "node:assert/strict";
import {
  runBulkVmAction,
  runVmAction,
  taskResult,
  taskStatus,
} from "./actions.ts";

const guest = { node: "pve1", type: "qemu", vmid: 100 };
const accepts = (value: unknown) =>
  runVmAction.request.safeParse(value).success;

Deno.test("P01 P02 P04 what could leave the guest's path is refused", () => {
  assert.ok(accepts({ ...guest, action: "start" }));
  for (const wrong of [
    { node: "../../access" },
    { node: "%2e%2e" },
    { node: ".." },
    { node: "pve1?x" },
    { node: "pve1#" },
    { node: "" },
    { vmid: 99 },
    { vmid: 1e10 },
    { vmid: "100" },
    { vmid: 100.5 },
    { type: "vm" },
    { action: "destroy" },
    { action: "../config" },
  ])
    assert.ok(
      !accepts({ ...guest, action: "start", ...wrong }),
      JSON.stringify(wrong),
    );
});

Deno.test("a container is neither reset nor hibernated", () => {
  const container = { ...guest, type: "lxc" };
  assert.ok(accepts({ ...container, action: "shutdown" }));
  assert.ok(!accepts({ ...container, action: "reset" }));
  assert.ok(!accepts({ ...container, action: "hibernate" }));
});

Deno.test("a bulk names from 1 to 500 guests", () => {
  const parse = (count: number) =>
    runBulkVmAction.request.safeParse({
      action: "shutdown",
      items: Array.from({ length: count }, () => guest),
    }).success;
  assert.deepEqual([0, 1, 500, 501].map(parse), [false, true, true, false]);
});

Deno.test("P03 a UPID is one path segment of Proxmox VE's form", () => {
  const parse = (upid: string) =>
    taskStatus.request.safeParse({ upid }).success;
  const upid =
    "UPID:pve1:000F4240:0002090D:6B039652:qmstart:100:root@pam!muster:";
  assert.ok(parse(upid));
  assert.ok(parse("UPID:pve1:000F4240:0002090D:6B039652:stopall::root@pam:"));
  for (const wrong of [
    "UPID:nonsense",
    `${upid}\n`,
    upid.replace("qmstart", "../x"),
    `${upid}/log`,
    upid.replace("pve1", ".."),
  ])
    assert.ok(!parse(wrong), wrong);
});

Deno.test("a task's exit status alone tells how it ended", () => {
  const result = (exitstatus?: string) =>
    taskResult({
      status: "stopped",
      ...(exitstatus === undefined ? {} : { exitstatus }),
    });
  assert.equal(taskResult({ status: "running" }), "running");
  assert.equal(result("OK"), "ok");
  assert.equal(result("WARNINGS: 2"), "warnings");
  assert.equal(result("VM 100 already running"), "failed");
  assert.equal(result("WARNINGS: 2 and an error"), "failed");
  assert.equal(result(), "failed");
});
