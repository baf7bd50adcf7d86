import { assignmentLack } from "@/lib/assignmentLack.ts";
import { hasPrivilege, type Privilege } from "@/lib/privileges.ts";
import type { Permissions, Vm, VmAction } from "@/lib/types.ts";

export type VmState =
  "running" | "paused" | "stopped" | "hibernated" | "unknown";

type GuestOfList = Pick<Vm, "type" | "status" | "template" | "lock">;

export const vmStateLabel: Record<VmState, string> = {
  running: "Running",
  paused: "Paused",
  stopped: "Stopped",
  hibernated: "Hibernated",
  unknown: "Unknown",
};

/** How a state looks, wherever a dot stands for it. */
export const vmStateTone: Record<VmState, "good" | "warning" | "neutral"> = {
  running: "good",
  paused: "warning",
  stopped: "neutral",
  hibernated: "neutral",
  unknown: "warning",
};

/**
 * What Proxmox VE's list tells about a guest. A paused VM is "running" there: only a row that carries `qmpstatus` can say more.
 * A status that we do not know is not guessed at.
 */
export function vmState(vm: GuestOfList & { qmpstatus?: unknown }): VmState {
  switch (vm.status) {
    case "running":
      return vm.qmpstatus === "paused" ? "paused" : "running";
    case "paused":
    case "suspended":
      return "paused";
    case "stopped":
      return vm.lock === "suspended" ? "hibernated" : "stopped";
    default:
      return "unknown";
  }
}

export function isTemplate(vm: Pick<Vm, "template">): boolean {
  return vm.template === 1;
}

const actionsByState: Record<VmState, readonly VmAction[]> = {
  // "resume" is offered to a running VM because the list calls a paused one running.
  running: [
    "shutdown",
    "reboot",
    "suspend",
    "hibernate",
    "resume",
    "stop",
    "reset",
  ],
  paused: ["resume", "stop", "reset"],
  stopped: ["start"],
  hibernated: ["start"],
  unknown: [],
};

/**
 * Containers have no machine to reset and no memory image to hibernate to; Proxmox VE calls their suspend experimental, and so it is
 * not offered either.
 */
export const lxcActions: readonly VmAction[] = [
  "start",
  "shutdown",
  "reboot",
  "stop",
];

/** The actions that fit a guest's state and type, the usual one first. */
export function availableActions(vm: GuestOfList): readonly VmAction[] {
  if (isTemplate(vm)) return [];
  const actions = actionsByState[vmState(vm)];
  return vm.type === "qemu"
    ? actions
    : actions.filter((action) => lxcActions.includes(action));
}

/** While a shutdown or reboot waits for the guest, cutting the power stays possible; anything else waits. */
export function actionsWhile(pending: VmAction): readonly VmAction[] {
  return pending === "shutdown" || pending === "reboot" ? ["stop"] : [];
}

/** Why no action is possible now, in one sentence; undefined if the guest is free. */
export function actionBlock(
  vm: GuestOfList & Pick<Vm, "canPower">,
): string | undefined {
  const lack = assignmentLack(vm, "power");
  if (lack) return `${lack}.`;
  if (isTemplate(vm)) return "A template cannot be started.";
  if (vmState(vm) === "unknown") {
    return "Its node does not report; the state is unknown.";
  }
  if (vm.lock && vm.lock !== "suspended") {
    return `Locked by Proxmox VE (${vm.lock}) until that task has ended.`;
  }
  return undefined;
}

/** Asked before what takes a running guest away; "danger" cuts its power. */
export const confirmationTone: Record<
  VmAction,
  "plain" | "danger" | undefined
> = {
  start: undefined,
  resume: undefined,
  shutdown: "plain",
  reboot: "plain",
  suspend: "plain",
  hibernate: "plain",
  stop: "danger",
  reset: "danger",
};

const privilegesFor: Record<VmAction, readonly Privilege[]> = {
  start: ["VM.PowerMgmt"],
  shutdown: ["VM.PowerMgmt"],
  reboot: ["VM.PowerMgmt"],
  stop: ["VM.PowerMgmt"],
  reset: ["VM.PowerMgmt"],
  suspend: ["VM.PowerMgmt"],
  resume: ["VM.PowerMgmt"],
  // The storage's part of hibernating (Datastore.AllocateSpace) depends on the storage, which the list does not name.
  hibernate: ["VM.PowerMgmt", "VM.Config.Disk"],
};

type RightsOfGuest = Pick<Vm, "vmid" | "canConsole" | "canPower">;

/** Why this person may not do it, whatever the guest's state; undefined if they may, or as far as is known. */
export function actionLack(
  /** What the server's token may do, where that is known. */
  permissions: Permissions | undefined,
  vm: RightsOfGuest,
  action: VmAction,
): string | undefined {
  return (
    assignmentLack(vm, "power") ??
    tokenLack(permissions, vm, privilegesFor[action])
  );
}

/** The same for its console. */
export function consoleLack(
  permissions: Permissions | undefined,
  vm: RightsOfGuest,
): string | undefined {
  return (
    assignmentLack(vm, "console") ?? tokenLack(permissions, vm, ["VM.Console"])
  );
}

function tokenLack(
  permissions: Permissions | undefined,
  { vmid }: RightsOfGuest,
  privileges: readonly Privilege[],
): string | undefined {
  const missing =
    permissions &&
    privileges.find(
      (privilege) => !hasPrivilege(permissions, `/vms/${vmid}`, privilege),
    );
  return missing && `The token lacks ${missing}`;
}

/** A stopped guest has one, too: it offers to start it. A template never runs, and nobody knows where an unknown guest is. */
export function hasConsole(vm: GuestOfList): boolean {
  return !isTemplate(vm) && vmState(vm) !== "unknown";
}
