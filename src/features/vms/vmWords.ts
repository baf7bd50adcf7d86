import type { StatusTone } from "@/components/StatusDot.tsx";
import { displayText } from "@/lib/displayText.ts";
import { formatBytes, formatUptime } from "@/lib/format.ts";
import type { Vm, VmAction } from "@/lib/types.ts";
import { vmActionWords } from "@/lib/vmActionWords.ts";
import {
  isTemplate,
  vmState,
  vmStateLabel,
  vmStateTone,
} from "@/lib/vmPower.ts";

/** How a guest stands in the list, beyond what its own row says. */
export interface VmSituation {
  /** Its server does not answer: what is shown is the past. */
  isStale: boolean;
  isNodeOffline: boolean;
  pendingAction: VmAction | undefined;
}

export function toneOf(
  vm: Vm,
  { isStale, pendingAction }: VmSituation,
): StatusTone {
  if (pendingAction) return "busy";
  return isStale ? "neutral" : vmStateTone[vmState(vm)];
}

export function stateText(
  vm: Vm,
  { isStale, pendingAction }: VmSituation,
): string {
  if (pendingAction) return `${vmActionWords[pendingAction].progress} …`;
  if (isTemplate(vm)) return "Template";
  const label = vmStateLabel[vmState(vm)];
  return isStale ? `was ${label.toLowerCase()}` : label;
}

/** As `stateText`, with the time that a guest has been running for. */
export function stateAndUptime(vm: Vm, situation: VmSituation): string {
  const { isStale, pendingAction } = situation;
  const isPlain = !pendingAction && !isStale && !isTemplate(vm);
  return isPlain && vmState(vm) === "running" && vm.uptime
    ? `up ${formatUptime(vm.uptime)}`
    : stateText(vm, situation);
}

/** Proxmox VE leaves out what it cannot ask the node for. */
export function unknownReason({ name, node }: Vm, isNodeOffline: boolean) {
  const cause = `Node ${displayText(node)} ${isNodeOffline ? "is offline" : "does not report"}`;
  return `${cause}, so its ${name ? "state is" : "name and state are"} not known.`;
}

/** Only what runs uses something: of the rest, Proxmox VE tells zeros or what was. */
export function isOn(vm: Vm): boolean {
  const state = vmState(vm);
  return state === "running" || state === "paused";
}

/** "0.91 of 16.0 GiB": in the unit of the whole, so that it fits and compares. */
export function memoryText({ mem, maxmem }: Vm, isUsed: boolean): string {
  if (maxmem === undefined) return "–";
  const whole = formatBytes(maxmem);
  const used = ratio(mem, maxmem);
  if (!isUsed || used === undefined) return whole;
  const part = used * Number.parseFloat(whole);
  const digits = part < 9.995 ? 2 : part < 99.95 ? 1 : 0;
  return `${part.toFixed(digits)} of ${whole}`;
}

export function ratio(
  part: number | undefined,
  whole: number | undefined,
): number | undefined {
  return part === undefined || !whole ? undefined : part / whole;
}
