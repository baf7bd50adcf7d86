import { audited } from "../_shared/audited.ts";
import { connectGuest, connectServer } from "../_shared/connectServer.ts";
import {
  runBulkVmAction,
  runVmAction,
  taskStatus,
} from "../_shared/contract/actions.ts";
import { takeFromLimit } from "../_shared/db/limits.ts";
import { handle, respond } from "../_shared/http/serve.ts";
import { changeGuestStatus } from "../_shared/proxmox/guests.ts";
import { readTaskStatus } from "../_shared/proxmox/tasks.ts";
import { auditSubject } from "./auditSubject.ts";
import { runBulk } from "./runBulkVmAction.ts";
import { guestOfTask } from "./guestOfTask.ts";

export default {
  fetch: respond([
    handle(runBulkVmAction, runBulk, { when: (input) => "items" in input }),
    handle(runVmAction, async ({ serverId, ...change }, caller, context) => {
      await takeFromLimit(caller, "action");
      const guest = { serverId, node: change.node, vmid: change.vmid };
      const subject = auditSubject(change.action, guest, change.options);
      return await audited(context, caller, subject, async (note) => {
        const proxmox = await connectGuest(caller, guest, "power");
        note({ serverName: proxmox.target.name });
        const upid = await changeGuestStatus(proxmox, change);
        note({ upid });
        return { upid };
      });
    }),
    handle(taskStatus, async ({ upid, serverId }, caller) => {
      const proxmox =
        serverId === undefined
          ? await connectGuest(caller, guestOfTask(upid), "view")
          : await connectServer(caller, serverId);
      return await readTaskStatus(proxmox, upid);
    }),
  ]),
};
