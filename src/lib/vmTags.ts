import type { Vm } from "@/lib/types.ts";

/** Proxmox VE stores tags with ";" between them, and takes "," and blanks too. */
export function vmTags(vm: Pick<Vm, "tags">): string[] {
  if (!vm.tags) return [];
  return [...new Set(vm.tags.split(/[;,\s]+/).filter(Boolean))];
}
