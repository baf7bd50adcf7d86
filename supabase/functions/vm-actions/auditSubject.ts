import type { GuestAddress } from "../_shared/connectServer.ts";
import type { VmAction, VmActionOptions } from "../_shared/contract/actions.ts";
import type { AuditSubject } from "../_shared/db/audit.ts";

/** An action on a guest, as the audit log names it. */
export function auditSubject(
  action: VmAction,
  { serverId, node, vmid }: GuestAddress,
  options: VmActionOptions | undefined,
): AuditSubject {
  return {
    action: `guest.${action}`,
    serverId,
    node,
    vmid,
    ...(options && { detail: { ...options } }),
  };
}
