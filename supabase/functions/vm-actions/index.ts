import {
  runBulkVmAction,
  runVmAction,
  taskStatus,
} from "../_shared/contract/actions.ts";
import {
  backUpGuest,
  changeGuest,
  cloneGuest,
  createSnapshot,
  deleteSnapshot,
  migrateGuest,
  rollbackSnapshot,
} from "../_shared/contract/guestChanges.ts";
import {
  listTaskHistory,
  listTasks,
  readTaskLog,
  stopTask,
} from "../_shared/contract/tasks.ts";
import { takeFromLimit } from "../_shared/db/limits.ts";
import { handle, respond } from "../_shared/http/serve.ts";
import { backupTask } from "../_shared/proxmox/backups.ts";
import { cloneTask } from "../_shared/proxmox/clones.ts";
import { statusTask } from "../_shared/proxmox/guests.ts";
import { migrateTask } from "../_shared/proxmox/migration.ts";
import {
  deleteSnapshotTask,
  rollbackTask,
  snapshotTask,
} from "../_shared/proxmox/snapshots.ts";
import { readLog, readTaskStatus } from "../_shared/proxmox/tasks.ts";
import { auditSubject } from "./auditSubject.ts";
import { change } from "./changeGuest.ts";
import { connectTask } from "./connectTask.ts";
import { guestTask } from "./guestTask.ts";
import { history } from "./listTaskHistory.ts";
import { list } from "./listTasks.ts";
import { runBulk } from "./runBulkVmAction.ts";
import { stop } from "./stopTask.ts";

export default {
  fetch: respond([
    handle(runBulkVmAction, runBulk, { when: (input) => "items" in input }),
    handle(runVmAction, ({ action, options, ...guest }, caller, context) =>
      guestTask(caller, context, {
        guest,
        permission: "power",
        audit: auditSubject(action, guest, options),
        request: (at) => statusTask({ ...at, action, options }),
      }),
    ),

    handle(createSnapshot, (request, caller, context) => {
      const { snapname, description, vmstate, ...guest } = request;
      return guestTask(caller, context, {
        guest,
        permission: "manage",
        audit: { action: "guest.snapshot", detail: { snapname, vmstate } },
        request: (at) => snapshotTask(at, { snapname, description, vmstate }),
      });
    }),
    handle(rollbackSnapshot, ({ snapname, start, ...guest }, caller, context) =>
      guestTask(caller, context, {
        guest,
        permission: "manage",
        audit: { action: "guest.rollback", detail: { snapname, start } },
        request: (at) => rollbackTask(at, { snapname, start }),
      }),
    ),
    handle(deleteSnapshot, ({ snapname, ...guest }, caller, context) =>
      guestTask(caller, context, {
        guest,
        permission: "manage",
        audit: { action: "guest.snapshot_delete", detail: { snapname } },
        request: (at) => deleteSnapshotTask(at, { snapname }),
      }),
    ),
    handle(backUpGuest, (request, caller, context) => {
      const { serverId, node, type, vmid, ...backup } = request;
      const { storage, mode } = backup;
      return guestTask(caller, context, {
        guest: { serverId, node, type, vmid },
        permission: "manage",
        audit: { action: "guest.backup", detail: { storage, mode } },
        request: (at) => backupTask(at, backup),
      });
    }),
    handle(cloneGuest, (request, caller, context) => {
      const { serverId, node, type, vmid, ...clone } = request;
      const { newid, name, target } = clone;
      return guestTask(caller, context, {
        guest: { serverId, node, type, vmid },
        permission: "manage",
        audit: { action: "guest.clone", detail: { newid, name, target } },
        request: (at) => cloneTask(at, clone),
      });
    }),
    handle(migrateGuest, (request, caller, context) => {
      const { serverId, node, type, vmid, ...move } = request;
      const { target, online, restart } = move;
      return guestTask(caller, context, {
        guest: { serverId, node, type, vmid },
        permission: "manage",
        audit: { action: "guest.migrate", detail: { target, online, restart } },
        request: (at) => migrateTask(at, move),
      });
    }),
    handle(changeGuest, change),

    handle(listTasks, list),
    handle(listTaskHistory, history),
    handle(taskStatus, async (task, caller) =>
      readTaskStatus(await connectTask(caller, task, "view"), task.upid),
    ),
    handle(readTaskLog, async ({ start, limit, ...task }, caller) => {
      await takeFromLimit(caller, "task");
      const proxmox = await connectTask(caller, task, "view");
      const lines = await readLog(proxmox, task.upid, { start, limit });
      return { lines, hasMore: lines.length >= limit };
    }),
    handle(stopTask, stop),
  ]),
};
