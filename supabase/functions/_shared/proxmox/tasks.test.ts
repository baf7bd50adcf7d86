import assert from "node:assert/strict";
import { closePools } from "./pool.ts";
import { listClusterTasks, listNodeTasks, readLog } from "./tasks.ts";
import { data } from "./testing/fakeProxmox.ts";
import { scriptedProxmox } from "./testing/scriptedProxmox.ts";
import { clientOf } from "./testing/target.ts";

const upid =
  "UPID:pve1:0000026F:000338AE:6B03995B:qmshutdown:100:root@pam!test:";
const task = {
  upid,
  node: "pve1",
  type: "qmshutdown",
  id: "100",
  user: "root@pam!test",
  starttime: 1795397979,
};

Deno.test("the lists say the same in their own ways", async () => {
  const row = { ...task, pid: 623, pstart: 211118 };
  const split = { ...row, user: "root@pam", tokenid: "test" };
  const ended = { endtime: 1795397999, status: "OK" };
  await using server = scriptedProxmox({
    // 200-node-tasks-active-running; the list of a cluster has no status for what runs.
    "GET /nodes/pve1/tasks": data([{ ...row, status: "RUNNING", saved: "0" }]),
    "GET /cluster/tasks": data([
      { ...split, saved: "0" },
      { ...split, ...ended, saved: "1" },
      { ...split, ...ended, starttime: "1795397979", status: "a\u001b[0m\nb" },
      { ...split, upid: "UPID:../x" },
      null,
    ]),
  });
  const client = clientOf(server);
  assert.deepEqual(await listNodeTasks(client, "pve1", {}), [task]);
  assert.deepEqual(await listClusterTasks(client), [
    task,
    { ...task, ...ended },
    { ...task, ...ended, status: "a [0m b" },
  ]);
  await closePools();
});

Deno.test("a log has lines, or none yet, or there is none", async () => {
  const path = `GET /nodes/pve1/tasks/${upid}/log`;
  const read = async (log: unknown) => {
    await using server = scriptedProxmox({ [path]: data(log) });
    try {
      return await readLog(clientOf(server), upid, { start: 0, limit: 500 });
    } finally {
      await closePools();
    }
  };
  const end = { n: 1, t: "TASK ERROR: VM quit/powerdown failed - got timeout" };
  assert.deepEqual(await read([end]), [end]);
  assert.deepEqual(await read([{ n: 1, t: "no content" }]), []);
  assert.deepEqual(await read(null), []);
  assert.deepEqual(await read([{ n: "1", t: 17 }, { n: 2 }]), [
    { n: 1, t: "17" },
  ]);
  await assert.rejects(
    read({ n: 1, t: "unable to open file - No such file or directory" }),
    { code: "not_found" },
  );
});
