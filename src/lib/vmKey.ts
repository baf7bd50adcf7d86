import type { GuestType } from "@/lib/types.ts";

/** The operator's own server has no row, and so no id. */
const operatorKey = "operator";

export function serverKey(serverId: string | null | undefined): string {
  return serverId ?? operatorKey;
}

export function nodeKey(row: {
  serverId?: string | null | undefined;
  node: string;
}): string {
  return `${serverKey(row.serverId)}/${row.node}`;
}

export function serverIdOfKey(key: string): string | null {
  return key === operatorKey ? null : key;
}

/** What a guest is known by everywhere: names, and VMIDs alone, repeat over servers. */
export function vmKey(vm: {
  serverId?: string | null | undefined;
  type: GuestType;
  vmid: number;
}): string {
  return `${serverKey(vm.serverId)}/${vm.type}/${vm.vmid}`;
}

/** Under which the cache keeps all that is read of one guest for its own page. */
export function guestKey(vm: Parameters<typeof vmKey>[0]) {
  return ["guest", vmKey(vm)] as const;
}

/** The part of it that an action changes. */
export function guestStateKey(vm: Parameters<typeof vmKey>[0]) {
  return [...guestKey(vm), "state"] as const;
}
