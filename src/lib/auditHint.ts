import { assignmentLack } from "@/lib/assignmentLack.ts";
import type { Fleet } from "@/lib/fleet.ts";

/** What it takes to see nodes and storages, for who sees none. Where all guests are assigned to them, no token of theirs would help. */
export function auditHint({ vms }: Fleet, privileges: string): string {
  const isAllAssigned =
    vms.length > 0 && vms.every((vm) => assignmentLack(vm, "manage"));
  return isAllAssigned
    ? "Your guests are on a shared server: only its administrators see that."
    : `Tokens need the ${privileges}.`;
}
