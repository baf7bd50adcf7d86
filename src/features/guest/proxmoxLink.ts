import { hostWithPort, type GuestType, type Server } from "@/lib/types.ts";

/** The guest in Proxmox VE's own page, as that page writes its addresses. */
export function proxmoxLink(
  { host, port }: Pick<Server, "host" | "port">,
  { type, vmid }: { type: GuestType; vmid: number },
): string {
  return `https://${hostWithPort(host, port)}/#v1:0:=${type}%2F${vmid}`;
}
