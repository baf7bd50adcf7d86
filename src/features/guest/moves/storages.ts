import { displayText } from "@/lib/displayText.ts";
import { formatBytes } from "@/lib/format.ts";
import type { GuestStorage } from "@/lib/types.ts";

/** The storages that a node has, each once. */
export function storagesOn(
  storages: readonly GuestStorage[],
  node: string,
): GuestStorage[] {
  return storages
    .filter((storage) => storage.node === node)
    .sort((a, b) => a.storage.localeCompare(b.storage));
}

/** "local-lvm (120 GiB free)" */
export function storageLabel({ storage, avail }: GuestStorage): string {
  const name = displayText(storage);
  return avail === undefined ? name : `${name} (${formatBytes(avail)} free)`;
}
