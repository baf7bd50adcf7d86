import type { GuestAddress } from "@/lib/guestAddress.ts";
import type { GuestDetail, Permissions, Vm } from "@/lib/types.ts";
import { vmTypeLabel } from "@/lib/vmName.ts";

/** What every part of a guest's page is given. */
export interface GuestView {
  guest: GuestAddress;
  /** The guest's row, as new as it is known. */
  vm: Vm;
  /** Undefined until it has been read, or if it cannot be. */
  detail: GuestDetail | undefined;
  /** It could not be read so far; the page says why. */
  isUnread: boolean;
  /** What the token may do; undefined where that is not known, and then Proxmox VE has the last word. */
  permissions: Permissions | undefined;
  /** Its server does not answer: all of it is as it was. */
  isPast: boolean;
}

/** What a guest is called as long as its name is not known: "VM 101". */
export function guestNumber({ type, vmid }: GuestAddress): string {
  return `${vmTypeLabel[type]} ${vmid}`;
}

interface Reading<Data> {
  data: Data;
  /** Milliseconds, by this device's clock. */
  readAt: number;
}

/** Proxmox VE's list is up to this much behind what the guest's node says itself. */
const listLagMs = 10_000;

/**
 * The guest's row from what is known of it: the fleet's list, the guest's own state, or both. The state says more ("paused", the lock),
 * and the list more often; numbers come from the list, since a node's answers jump (its cpu is counted for each of its processes).
 */
export function rowOf(
  guest: GuestAddress,
  listed: Reading<Vm> | undefined,
  detail: Reading<GuestDetail> | undefined,
  serverName: string,
): Vm | undefined {
  const status = detail?.data.status ?? undefined;
  if (!detail || !status) return listed?.data;
  const { node, config } = detail.data;
  if (listed && listed.readAt - listLagMs > detail.readAt) return listed.data;

  const name = status.name ?? config?.name ?? config?.hostname;
  return {
    serverId: guest.serverId,
    serverName,
    id: `${guest.type}/${guest.vmid}`,
    type: guest.type,
    vmid: guest.vmid,
    ...(status.cpu !== undefined && { cpu: status.cpu }),
    ...(status.cpus !== undefined && { maxcpu: status.cpus }),
    mem: status.mem,
    maxmem: status.maxmem,
    disk: status.disk,
    maxdisk: status.maxdisk,
    ...listed?.data,
    node,
    status: status.status,
    qmpstatus: status.qmpstatus,
    uptime: status.uptime,
    lock: status.lock,
    tags: config ? tagsIn(config) : (status.tags ?? listed?.data.tags),
    template: status.template ?? listed?.data.template,
    ...(name !== undefined && { name: String(name) }),
  };
}

function tagsIn({
  tags,
}: NonNullable<GuestDetail["config"]>): string | undefined {
  return tags === undefined ? undefined : String(tags);
}
