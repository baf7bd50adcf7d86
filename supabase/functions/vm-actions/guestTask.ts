import { audited } from "../_shared/audited.ts";
import { openGuest } from "../_shared/connectServer.ts";
import type { GuestReference } from "../_shared/contract/actions.ts";
import type { AuditSubject } from "../_shared/db/audit.ts";
import type { Caller } from "../_shared/db/caller.ts";
import { takeFromLimit } from "../_shared/db/limits.ts";
import type { CallContext } from "../_shared/http/serve.ts";
import type { Permission } from "../_shared/operatorServer.ts";
import type { Guest } from "../_shared/proxmox/guest.ts";
import {
  startGuestTask,
  type TaskRequest,
} from "../_shared/proxmox/guestTask.ts";

interface Order {
  guest: GuestReference;
  permission: Permission;
  /** What the audit log says of it, beside the guest. */
  audit: Pick<AuditSubject, "action" | "detail">;
  request: (guest: Guest) => TaskRequest;
}

/** Begins one task on one guest: counted, written down, sent once. */
export async function guestTask(
  caller: Caller,
  context: CallContext,
  { guest, permission, audit, request }: Order,
): Promise<{ upid: string }> {
  await takeFromLimit(caller, "action");
  const { serverId, node, type, vmid } = guest;
  const subject = { ...audit, serverId, node, vmid };
  return await audited(context, caller, subject, async (note) => {
    const { proxmox, permit } = await openGuest(caller, guest, permission);
    note({ serverName: proxmox.target.name });
    const at = { node, type, vmid };
    const upid = await startGuestTask(proxmox, at, permit, request);
    note({ upid });
    return { upid };
  });
}
