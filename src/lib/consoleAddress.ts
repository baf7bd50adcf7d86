import { generatePath } from "react-router-dom";
import { readGuestAddress, type GuestAddress } from "@/lib/guestAddress.ts";
import { paths } from "@/lib/paths.ts";
import type { ConsoleKind, GuestType } from "@/lib/types.ts";
import { serverKey } from "@/lib/vmKey.ts";

/** One console of one guest, as the address of its page names it. */
export interface ConsoleAddress extends GuestAddress {
  kind: ConsoleKind;
}

/** A VM has a screen; a container has a terminal. */
export function usualKind(type: GuestType): ConsoleKind {
  return type === "qemu" ? "vnc" : "terminal";
}

export function consolePath(
  { serverId, node, type, vmid }: GuestAddress,
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
  parameters: Partial<Record<string, string>>,
  search: string,
): ConsoleAddress | undefined {
  const guest = readGuestAddress(parameters);
  if (!guest) return undefined;
  const kind = new URLSearchParams(search).get("kind");
  return {
    ...guest,
    kind: kind === "vnc" || kind === "terminal" ? kind : usualKind(guest.type),
  };
}

/**
 * A window of its own for each console: a second click leads to the one that is open, as it is, since loading it anew would end what runs in
 * it. Where the browser lets no window open, the console takes this one.
 */
export function openConsoleWindow(
  guest: GuestAddress,
  kind = usualKind(guest.type),
): void {
  const path = consolePath(guest, kind);
  const name = `muster-console-${serverKey(guest.serverId)}-${guest.type}-${String(guest.vmid)}-${kind}`;
  const opened = window.open("", name, "width=1060,height=760");
  const at = (opened ?? window).location;
  if (at.pathname !== path.split("?")[0]) at.assign(path);
  opened?.focus();
}
