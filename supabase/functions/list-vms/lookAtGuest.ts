import { openGuest } from "../_shared/connectServer.ts";
import type { GuestReference } from "../_shared/contract/actions.ts";
import type { Caller } from "../_shared/db/caller.ts";
import { takeFromLimit } from "../_shared/db/limits.ts";
import type { Permission } from "../_shared/operatorServer.ts";
import type { ProxmoxClient } from "../_shared/proxmox/client.ts";
import { askGuest, type Guest } from "../_shared/proxmox/guest.ts";

type Look<Result> = (proxmox: ProxmoxClient, guest: Guest) => Promise<Result>;

/** Asks about one guest, where it is now. */
export async function lookAtGuest<Result>(
  caller: Caller,
  { serverId, node, type, vmid }: GuestReference,
  permission: Permission,
  look: Look<Result>,
): Promise<Result & { node: string }> {
  const guest = { node, type, vmid };
  const [{ proxmox, permit }] = await Promise.all([
    openGuest(caller, { serverId, ...guest }, permission),
    takeFromLimit(caller, "guest"),
  ]);
  return await askGuest(proxmox, guest, permit, (at) => look(proxmox, at));
}
