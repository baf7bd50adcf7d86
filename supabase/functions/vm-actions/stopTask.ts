import { audited } from "../_shared/audited.ts";
import type { stopTask } from "../_shared/contract/tasks.ts";
import { takeFromLimit } from "../_shared/db/limits.ts";
import type { Handler } from "../_shared/http/serve.ts";
import { abortTask } from "../_shared/proxmox/tasks.ts";
import { connectTask } from "./connectTask.ts";
import { guestOfTask } from "./guestOfTask.ts";

export const stop: Handler<typeof stopTask> = async (task, caller, context) => {
  await takeFromLimit(caller, "action");
  const { upid, serverId } = task;
  const { node, vmid } = guestOfTask(upid);
  const subject = {
    action: "task.stop" as const,
    serverId,
    node,
    upid,
    ...(vmid > 0 && { vmid }),
  };
  await audited(context, caller, subject, async (note) => {
    const proxmox = await connectTask(caller, task, "power");
    note({ serverName: proxmox.target.name });
    await abortTask(proxmox, upid);
  });
};
