import type { Vm } from "@/lib/types.ts";

type AssignedGuest = Pick<Vm, "canConsole" | "canPower">;

const sentences = {
  console: "Its console is not assigned to you",
  power: "It is not yours to start or stop: ask an administrator",
  manage: "Only administrators change guests of this server",
} as const;

/**
 * Why somebody may not do it who sees the guest because it is assigned to them. Snapshots, backups, copies and changes cannot be assigned.
 * Undefined for a guest of one's own server, and for administrators: there the token decides.
 */
export function assignmentLack(
  vm: AssignedGuest,
  right: keyof typeof sentences,
): string | undefined {
  const isAllowed = {
    console: vm.canConsole !== false,
    power: vm.canPower !== false,
    manage: vm.canPower === undefined,
  };
  return isAllowed[right] ? undefined : sentences[right];
}
