import { wait } from "@/hooks/followTask.ts";
import type { GuestAddress } from "@/lib/guestAddress.ts";
import { ownTasks, taskKey } from "@/lib/ownTasks.ts";
import { taskApi } from "@/lib/taskApi.ts";
import type { Task, VmAction } from "@/lib/types.ts";

/** Proxmox VE writes a task into its list a moment after it has begun. */
const lookDelaysMs = [1_000, 3_000] as const;
/** How far the clocks of a node and of this device may differ. */
const clockToleranceMs = 60_000;

/** The task of an action whose answer did not arrive; undefined where none has come up. */
export async function findLostTask(
  { serverId, vmid }: GuestAddress,
  action: VmAction,
  sentAt: number,
): Promise<string | undefined> {
  const types = typesOf(action);
  const isLost = (task: Task) =>
    task.serverId === serverId &&
    task.id === String(vmid) &&
    types.includes(task.type) &&
    task.starttime * 1000 >= sentAt - clockToleranceMs &&
    // The one before, which this page knows.
    !ownTasks.all().some((own) => taskKey(own) === taskKey(task));

  for (const delayMs of lookDelaysMs) {
    await wait(delayMs);
    try {
      const { tasks } = await taskApi.listTasks(
        serverId === null ? {} : { serverId },
      );
      const found = tasks.find(isLost);
      if (found) return found.upid;
    } catch {
      // The way to the server is what has just failed; the next look may come through.
    }
  }
  return undefined;
}

/** Proxmox VE's words for an action's task, for a VM, a container, and where the cluster's HA manager acts for it. */
function typesOf(action: VmAction): readonly string[] {
  const names: Partial<Record<VmAction, string>> = {
    suspend: "pause",
    hibernate: "suspend",
  };
  const name = names[action] ?? action;
  return [`qm${name}`, `vz${action}`, `ha${action}`];
}
