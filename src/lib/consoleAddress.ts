import { generatePath } from "react-router-dom";
import { paths } from "@/lib/paths.ts";
import type { ConsoleKind, GuestType } from "@/lib/types.ts";
import { serverIdOfKey, serverKey } from "@/lib/vmKey.ts";

/** One console of one guest, as the address of its page names it. */
export interface ConsoleAddress {
  serverId: string | null;
  node: string;
  type: GuestType;
  vmid: number;
  kind: ConsoleKind;
}

type Guest = Omit<ConsoleAddress, "kind">;

/** A VM has a screen; a container has a terminal. */
export function usualKind(type: GuestType): ConsoleKind {
  return type === "qemu" ? "vnc" : "terminal";
}

export function consolePath(
  { serverId, node, type, vmid }: Guest,
  kind = usualKind(type),
): string {
  const path = generatePath(paths.console, {
    server: serverKey(serverId),
    node,
    type,
    vmid: String(vmid),
  });
  return kind === usualKind(type) ? path : `${path}?kind=${kind}`;
}

/** Undefined for an address that names no guest. */
export function readConsoleAddress(
  { server = "", node = "", type, vmid = "" }: Partial<Record<string, string>>,
  search: string,
): ConsoleAddress | undefined {
  if (type !== "qemu" && type !== "lxc") return undefined;
  if (!/^[1-9]\d{2,8}$/.test(vmid) || node === "" || server === "")
    return undefined;
  const kind = new URLSearchParams(search).get("kind");
  return {
    serverId: serverIdOfKey(server),
    node,
    type,
    vmid: Number(vmid),
    kind: kind === "vnc" || kind === "terminal" ? kind : usualKind(type),
  };
}

/** A window of its own for each console: a second click leads to the one that is open. */
export function openConsoleWindow(guest: Guest): void {
  const name = `muster-console-${serverKey(guest.serverId)}-${guest.type}-${String(guest.vmid)}`;
  window.open(consolePath(guest), name, "width=1060,height=760");
}
