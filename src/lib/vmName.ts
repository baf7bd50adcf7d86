import { displayText } from "@/lib/displayText.ts";
import type { Vm } from "@/lib/types.ts";

/** What a guest is called on the screen. One whose node is away has no name in the list, only its number. */
export function vmName(vm: Pick<Vm, "name" | "type" | "vmid">): string {
  return vm.name ? displayText(vm.name) : `${vmTypeLabel[vm.type]} ${vm.vmid}`;
}

/** As Proxmox VE abbreviates them. */
export const vmTypeLabel = { qemu: "VM", lxc: "CT" } as const;
