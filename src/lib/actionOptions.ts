import type { VmAction, VmActionOptions } from "@/lib/types.ts";

/** A day, as the contract has it. */
const maxSeconds = 86_400;

/** The options of an action, as a form holds them, in Proxmox VE's words; undefined where there are none to send. */
export function actionOptions(
  action: VmAction,
  choice: { seconds: string; forceStop: boolean; overrules: boolean },
): VmActionOptions | undefined {
  const options: VmActionOptions = {};
  const waits = action === "shutdown" || action === "reboot";
  if (waits && choice.seconds !== "")
    options.timeout = Math.min(Number(choice.seconds), maxSeconds);
  if (action === "shutdown" && choice.forceStop) options.forceStop = true;
  // Proxmox VE would have the stop wait for the shutdown's lock, and fail.
  if (action === "stop" && choice.overrules)
    options["overrule-shutdown"] = true;
  return Object.keys(options).length > 0 ? options : undefined;
}

/** Proxmox VE 8.2 and newer; an older one refuses what it does not know. One whose release is not known is taken for a new one. */
export function canOverruleShutdown(version: string | null | undefined) {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version ?? "") ?? [];
  if (major === undefined) return true;
  return Number(major) > 8 || (Number(major) === 8 && Number(minor) >= 2);
}
