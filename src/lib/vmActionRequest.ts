import type { Vm, VmAction, VmActionOptions } from "@/lib/types.ts";
import { vmActionWords } from "@/lib/vmActionWords.ts";
import { vmKey } from "@/lib/vmKey.ts";
import { vmName } from "@/lib/vmName.ts";

export interface VmActionRequest {
  vm: Vm;
  action: VmAction;
  options?: VmActionOptions;
}

/** One toast for all that is said of it. */
export function toastOf({ vm, action }: VmActionRequest) {
  return {
    id: `${vmKey(vm)} ${action}`,
    description: undefined,
    action: undefined,
  };
}

export function failureTitle({ vm, action }: VmActionRequest): string {
  return `${vmName(vm)} ${vmActionWords[action].failed}`;
}
