import { api } from "@/lib/api.ts";
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
    return await api.runVmAction({
      ...(serverId !== null && { serverId }),
      node,
      type,
      vmid,
      action,
      ...(options && { options }),
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "unknown_outcome")
      throw error;
    // Seldom wanted, and so not part of the first load.
    const { findLostTask } = await import("@/hooks/findLostTask.ts");
    const upid = await findLostTask(guest, action, sentAt);
    if (upid === undefined) throw error;
    return { upid };
  }
}
