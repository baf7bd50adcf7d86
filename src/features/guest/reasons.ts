import { assignmentLack } from "@/lib/assignmentLack.ts";
import { displayText } from "@/lib/displayText.ts";
import { hasPrivilege, type Privilege } from "@/lib/privileges.ts";
import type { Permissions, Vm } from "@/lib/types.ts";

/** Why the token may not do something on a path, in one sentence; undefined if it may, or if that is not known. */
export function lackOf(
  permissions: Permissions | undefined,
  path: string,
  /** One of them is enough. The first is the one to ask for. */
  ...privileges: readonly [Privilege, ...Privilege[]]
): string | undefined {
  const isAllowed =
    !permissions ||
    privileges.some((privilege) => hasPrivilege(permissions, path, privilege));
  return isAllowed
    ? undefined
    : `The token lacks ${privileges[0]} on ${displayText(path)}.`;
}

/** The same for what changes a guest: its snapshots, backups, configuration, place. */
export function guestLack(
  permissions: Permissions | undefined,
  vm: Pick<Vm, "vmid" | "canPower">,
  ...privileges: readonly [Privilege, ...Privilege[]]
): string | undefined {
  const lack = assignmentLack(vm, "manage");
  return lack
    ? `${lack}.`
    : lackOf(permissions, `/vms/${vm.vmid}`, ...privileges);
}

/** Proxmox VE changes nothing about a guest that one of its tasks has locked. */
export function lockReason({ lock }: Pick<Vm, "lock">): string | undefined {
  if (!lock) return undefined;
  return lock === "suspended"
    ? "The guest is hibernated: start it first."
    : `Locked by Proxmox VE (${displayText(lock)}) until that task has ended.`;
}
