import type { VmAction, VmActionOptions } from "../contract/actions.ts";
import { AppError } from "../contract/errors.ts";
import type { GuestType } from "../contract/vms.ts";
import type { ProxmoxClient } from "./client.ts";
import type { Guest } from "./guest.ts";
import { startTask, type TaskRequest } from "./guestTask.ts";
import { apiPath } from "./path.ts";

export interface GuestAction extends Guest {
  action: VmAction;
  options?: VmActionOptions | undefined;
}

type OptionNames = readonly (keyof VmActionOptions)[];

/** The actions of each kind of guest, with the options that Proxmox VE knows for them (its API schema, 8.4). */
const actionsOf: Record<GuestType, Partial<Record<VmAction, OptionNames>>> = {
  qemu: {
    start: [],
    shutdown: ["timeout", "forceStop"],
    reboot: ["timeout"],
    stop: ["timeout", "overrule-shutdown"],
    reset: [],
    suspend: [],
    hibernate: [],
    resume: [],
  },
  lxc: {
    start: [],
    shutdown: ["timeout", "forceStop"],
    reboot: ["timeout"],
    stop: ["overrule-shutdown"],
    suspend: [],
    resume: [],
  },
};

/** Asks for a change of a guest's status and answers with the task's UPID. Whether it succeeds, the end of the task tells. */
export async function changeGuestStatus(
  client: ProxmoxClient,
  guest: GuestAction,
  signal?: AbortSignal,
): Promise<string> {
  return await startTask(client, guest, statusTask(guest), signal);
}

/** The call that a change of a guest's status is. */
export function statusTask(guest: GuestAction): TaskRequest {
  const { node, type, vmid, action, options = {} } = guest;
  const optionNames = optionsFor(type, action);
  // Hibernate is Proxmox VE's suspend with the memory written to disk.
  const isHibernate = action === "hibernate";
  return {
    method: "post",
    path: apiPath`/nodes/${node}/${type}/${vmid}/status/${isHibernate ? "suspend" : action}`,
    // A bulk over VMs and containers has one set of options: each guest gets those that its kind knows, as Proxmox VE refuses the others.
    parameters: isHibernate
      ? { todisk: true }
      : Object.fromEntries(optionNames.map((name) => [name, options[name]])),
    taskType: taskTypes[action],
  };
}

/** qm… and vz… of the guests themselves, ha… where the cluster's manager acts for them. */
const taskTypes: Record<VmAction, RegExp> = {
  start: /^(?:qm|vz|ha)start$/,
  shutdown: /^(?:(?:qm|vz|ha)shutdown|hastop)$/,
  reboot: /^(?:qm|vz)reboot$/,
  stop: /^(?:qm|vz|ha)stop$/,
  reset: /^qmreset$/,
  suspend: /^(?:qmpause|qmsuspend|vzsuspend)$/,
  hibernate: /^qmsuspend$/,
  resume: /^(?:qm|vz)resume$/,
};

function optionsFor(type: GuestType, action: VmAction): OptionNames {
  const actions = Object.hasOwn(actionsOf, type) ? actionsOf[type] : {};
  const names = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (names) return names;
  const message = `${type === "lxc" ? "Containers have" : "There is"} no action "${action}".`;
  throw new AppError("validation_failed", message, {
    fields: { action: message },
  });
}
