import type { GuestType } from "@/lib/types.ts";
import { serverIdOfKey } from "@/lib/vmKey.ts";

/** One guest, as the addresses of its pages and the calls to the functions name it. */
export interface GuestAddress {
  serverId: string | null;
  node: string;
  type: GuestType;
  vmid: number;
}

/** Undefined for an address that names no guest. */
export function readGuestAddress({
  server = "",
  node = "",
  type,
  vmid = "",
}: Partial<Record<string, string>>): GuestAddress | undefined {
  if (type !== "qemu" && type !== "lxc") return undefined;
  if (!/^[1-9]\d{2,8}$/.test(vmid) || node === "" || server === "")
    return undefined;
  return { serverId: serverIdOfKey(server), node, type, vmid: Number(vmid) };
}
