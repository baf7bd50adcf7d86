import { audited } from "../_shared/audited.ts";
import { openGuest } from "../_shared/connectServer.ts";
import type { changeGuest } from "../_shared/contract/guestChanges.ts";
import { takeFromLimit } from "../_shared/db/limits.ts";
import type { Handler } from "../_shared/http/serve.ts";
import { askGuest } from "../_shared/proxmox/guest.ts";
import { changeConfig } from "../_shared/proxmox/guestConfig.ts";

export const change: Handler<typeof changeGuest> = async (
  { serverId, node, type, vmid, ...wanted },
  caller,
  context,
) => {
  await takeFromLimit(caller, "action");
  const subject = {
    action: "guest.change" as const,
    serverId,
    node,
    vmid,
    detail: {
      tags: wanted.tags?.join(";"),
      notes: wanted.description === undefined ? undefined : true,
    },
  };
  return await audited(context, caller, subject, async (note) => {
    const guest = { node, type, vmid };
    const { proxmox, permit } = await openGuest(
      caller,
      { serverId, ...guest },
      "manage",
    );
    note({ serverName: proxmox.target.name });
    return await askGuest(proxmox, guest, permit, async (at) => {
      await changeConfig(proxmox, at, wanted);
      return {};
    });
  });
};
