import { connectGuest, connectServer } from "../_shared/connectServer.ts";
import type { Caller } from "../_shared/db/caller.ts";
import type { Permission } from "../_shared/operatorServer.ts";
import type { ProxmoxClient } from "../_shared/proxmox/client.ts";
import { guestOfTask } from "./guestOfTask.ts";

/** The server of a task: the caller's own, or the operator's as far as the caller may do this to the guest that the task works on. */
export async function connectTask(
  caller: Caller,
  { upid, serverId }: { upid: string; serverId?: string | null | undefined },
  permission: Permission,
): Promise<ProxmoxClient> {
  return serverId
    ? await connectServer(caller, serverId)
    : await connectGuest(caller, guestOfTask(upid), permission);
}
