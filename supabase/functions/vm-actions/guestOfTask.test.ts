import assert from "node:assert/strict";
import { guestOfTask } from "./guestOfTask.ts";

const upid = (type: string, id: string) =>
  `UPID:pve1:0000AB12:00C0FFEE:65A1B2C3:${type}:${id}:root@pam!muster:`;

Deno.test("a guest's task names the guest", () => {
  for (const type of ["qmstart", "vzshutdown", "hastart", "qmigrate"])
    assert.deepEqual(guestOfTask(upid(type, "101")), {
      node: "pve1",
      vmid: 101,
    });
});

Deno.test(
  "a task of anything else is no guest's, whatever number it carries",
  () => {
    for (const [type, id] of [
      ["srvstart", "101"],
      ["aptupdate", ""],
      ["imgdel", "101@local"],
      ["stopall", ""],
      ["qmstart", "99"],
      ["qmstart", "1e3"],
      ["qmstart", "0101"],
      ["qmstart", "1012345678"],
    ] as const)
      assert.equal(guestOfTask(upid(type, id)).vmid, 0, `${type} ${id}`);
  },
);
