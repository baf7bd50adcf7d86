import type { VmAction, VmActionOptions } from "@/lib/types.ts";
import { confirmationTone } from "@/lib/vmPower.ts";

/** What the preview's form holds. */
export interface BulkForm {
  /** As typed: seconds, or empty for each guest's own. */
  timeout: string;
  forceStop: boolean;
  overruleShutdown: boolean;
}

export const emptyBulkForm: BulkForm = {
  timeout: "",
  forceStop: false,
  overruleShutdown: false,
};

export function takesTimeout(action: VmAction): boolean {
  return action === "shutdown" || action === "reboot";
}

/** Why what was typed is no timeout; undefined if it is one. */
export function timeoutError({ timeout }: BulkForm): string | undefined {
  const text = timeout.trim();
  if (text === "") return undefined;
  return /^\d{1,5}$/.test(text) && Number(text) <= 86_400
    ? undefined
    : "Give whole seconds, up to 86400";
}

/** Options by Proxmox VE's names; undefined where there are none. */
export function optionsFor(
  action: VmAction,
  form: BulkForm,
): VmActionOptions | undefined {
  const timeout = form.timeout.trim();
  const options: VmActionOptions = {
    ...(takesTimeout(action) && timeout && { timeout: Number(timeout) }),
    ...(action === "shutdown" && form.forceStop && { forceStop: true }),
    ...(action === "stop" &&
      form.overruleShutdown && { "overrule-shutdown": true }),
  };
  return Object.keys(options).length > 0 ? options : undefined;
}

/** Whether guests may lose their power without being asked. */
export function cutsPower(action: VmAction, form: BulkForm): boolean {
  return (
    confirmationTone[action] === "danger" ||
    (action === "shutdown" && form.forceStop)
  );
}
