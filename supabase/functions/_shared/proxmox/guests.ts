import {
  qemuOnlyActions,
  type VmAction,
  type VmActionOptions,
} from "../contract/actions.ts";
import { AppError } from "../contract/errors.ts";
import type { GuestType } from "../contract/vms.ts";
import type { Parameters, ProxmoxClient } from "./client.ts";
import { apiPath } from "./path.ts";
import { taskStartedSchema } from "./responses.ts";

export interface GuestAction {
  node: string;
  type: GuestType;
  vmid: number;
  action: VmAction;
  options?: VmActionOptions | undefined;
}

/** Which of the options Proxmox VE knows for an action (its API schema, 8.4). */
const optionsOf: Record<
  GuestType,
  Partial<Record<VmAction, readonly (keyof VmActionOptions)[]>>
> = {
  qemu: {
    start: ["timeout"],
    shutdown: ["timeout", "forceStop"],
    reboot: ["timeout"],
    stop: ["timeout", "overrule-shutdown"],
  },
  lxc: {
    shutdown: ["timeout", "forceStop"],
    reboot: ["timeout"],
    stop: ["overrule-shutdown"],
  },
};

/** Asks for a change of a guest's status and answers with the task's UPID. Whether it succeeds, the end of the task tells. */
export async function changeGuestStatus(
  client: ProxmoxClient,
  guest: GuestAction,
  signal?: AbortSignal,
): Promise<string> {
  const { node, type, vmid, action, options = {} } = guest;
  if (type === "lxc" && qemuOnlyActions.includes(action)) {
    throw new AppError(
      "validation_failed",
      `Containers have no action "${action}".`,
      { fields: { action: "Containers have no such action" } },
    );
  }
  // Hibernate is Proxmox VE's suspend with the memory written to disk.
  const command = action === "hibernate" ? "suspend" : action;
  return await client.post(
    apiPath`/nodes/${node}/${type}/${vmid}/status/${command}`,
    action === "hibernate"
      ? { todisk: true }
      : fittingOptions(type, action, options),
    { schema: taskStartedSchema, signal },
  );
}

/** A bulk over VMs and containers has one set of options: each guest gets those that its kind knows, as Proxmox VE refuses the others. */
function fittingOptions(
  type: GuestType,
  action: VmAction,
  options: VmActionOptions,
): Parameters {
  const known = optionsOf[type][action] ?? [];
  return Object.fromEntries(known.map((name) => [name, options[name]]));
}
