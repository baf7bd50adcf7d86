import { actionApi } from "@/lib/actionApi.ts";
import { MusterError } from "@/lib/errors.ts";
import type { GuestAddress } from "@/lib/guestAddress.ts";
import { AppError, type VmAction, type VmActionOptions } from "@/lib/types.ts";

interface VmActionOrder {
  guest: GuestAddress;
  action: VmAction;
  options?: VmActionOptions | undefined;
}

/** Sends an action, once. Where its answer is lost on the way, the task is looked for among those of the server: it may well have begun. */
export async function beginVmAction(
  order: VmActionOrder,
): Promise<{ upid: string }> {
  const { guest, action, options } = order;
  const { serverId, node, type, vmid } = guest;
  const sentAt = Date.now();
  try {
    return await actionApi.runVmAction({
      ...(serverId !== null && { serverId }),
      node,
      type,
      vmid,
      action,
      ...(options && { options }),
    });
  } catch (error) {
    if (!mayHaveArrived(error)) throw error;
    // Seldom wanted, and so not part of the first load.
    const { findLostTask } = await import("@/hooks/findLostTask.ts");
    const upid = await findLostTask(guest, action, sentAt);
    if (upid !== undefined) return { upid };
    throw new AppError(
      "unknown_outcome",
      "Muster's answer was lost, and no such task has come up",
      { cause: error },
    );
  }
}

/** What was lost between Muster's functions and Proxmox VE, the functions have looked for themselves. */
function mayHaveArrived(error: unknown): boolean {
  return (
    error instanceof MusterError &&
    !error.wasOffline &&
    ["timeout", "reset", "unreachable"].includes(error.code)
  );
}
