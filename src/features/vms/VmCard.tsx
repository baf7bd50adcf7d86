import { memo, type CSSProperties } from "react";
import { LockIcon } from "lucide-react";
import { StatusDot, type StatusTone } from "@/components/StatusDot.tsx";
import { displayText } from "@/lib/displayText.ts";
import { formatBytes, formatPercent, formatUptime } from "@/lib/format.ts";
import type { Vm, VmAction } from "@/lib/types.ts";
import { cn } from "@/lib/utils.ts";
import { vmActionWords } from "@/lib/vmActionWords.ts";
import { vmName, vmTypeLabel } from "@/lib/vmName.ts";
import {
  isTemplate,
  vmState,
  vmStateLabel,
  type VmState,
} from "@/lib/vmPower.ts";
import { VmActions } from "./VmActions.tsx";
import { vmTags } from "@/lib/vmTags.ts";

interface VmCardProps {
  vm: Vm;
  /** Its server does not answer: what is shown is the past. */
  isStale: boolean;
  isNodeOffline: boolean;
  pendingAction: VmAction | undefined;
  /** Its place in the whole list, of which only a part is drawn. */
  position: number;
  setSize: number;
  onAction: (vm: Vm, action: VmAction) => void;
}

/** Drawn by the hundred while scrolling: few elements, and drawn anew only when its own guest has changed. */
export const VmCard = memo(function VmCard({
  vm,
  isStale,
  isNodeOffline,
  pendingAction,
  position,
  setSize,
  onAction,
}: VmCardProps) {
  const name = vmName(vm);
  const state = vmState(vm);
  const isOn = state === "running" || state === "paused";
  const serverName = displayText(vm.serverName);
  const node = displayText(vm.node);

  return (
    <li
      aria-posinset={position}
      aria-setsize={setSize}
      className={cn(
        "flex h-full min-w-0 flex-col justify-between rounded-lg border bg-card p-3 shadow-xs",
        isStale &&
          "border-dashed bg-transparent text-muted-foreground grayscale [&_span]:text-inherit",
      )}
    >
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h2 className="flex items-center gap-2 leading-6 font-medium">
            <StatusDot tone={toneOf(state, isStale, pendingAction)} />
            <span className="truncate" title={name}>
              {name}
            </span>
          </h2>
          <p className="truncate pl-4 text-xs text-muted-foreground">
            {vmTypeLabel[vm.type]} {vm.vmid} ·{" "}
            {stateText(vm, state, isStale, pendingAction)}
            {vm.lock && (
              <>
                {" · "}
                <LockIcon
                  aria-hidden
                  className="inline size-3 align-[-1px]"
                />{" "}
                {displayText(vm.lock)}
              </>
            )}
          </p>
        </div>
        <VmActions vm={vm} pendingAction={pendingAction} onAction={onAction} />
      </div>
      {state === "unknown" ? (
        <p className="line-clamp-2 text-xs break-words text-muted-foreground">
          {unknownReason(vm, isNodeOffline)}
        </p>
      ) : (
        // "Memory 88.8 of 88.8 MiB" takes 147 px, and is never cut.
        <div className="grid grid-cols-[minmax(0,2fr)_minmax(9.25rem,3fr)] gap-2 text-xs text-muted-foreground">
          <Meter label="CPU" fraction={isOn ? vm.cpu : undefined}>
            {isOn && vm.cpu !== undefined && `${formatPercent(vm.cpu)} of `}
            {vm.maxcpu ?? "–"}
          </Meter>
          <Meter
            label="Memory"
            fraction={isOn ? ratio(vm.mem, vm.maxmem) : undefined}
          >
            {memoryText(vm, isOn)}
          </Meter>
        </div>
      )}
      <p className="flex items-center gap-1.5 overflow-hidden text-xs text-muted-foreground">
        <span
          title={`Server ${serverName}`}
          className="max-w-[60%] min-w-8 shrink-[4] truncate rounded-sm border px-1.5 py-0.5 text-foreground"
        >
          {serverName}
        </span>
        <span className="min-w-8 truncate" title={`Node ${node}`}>
          {node}
        </span>
        <Tags tags={vmTags(vm)} />
      </p>
    </li>
  );
});

interface MeterProps {
  label: string;
  /** Of the whole; undefined where nothing is measured. */
  fraction: number | undefined;
  children: React.ReactNode;
}

/** The bar is the paragraph's own background: with 10,000 guests every element counts. */
function Meter({ label, fraction, children }: MeterProps) {
  const used = Math.min(1, Math.max(0, fraction || 0));
  return (
    <p
      className={cn(
        "truncate bg-[linear-gradient(to_right,var(--meter)_var(--used),var(--muted)_var(--used))] bg-[length:100%_3px] bg-bottom bg-no-repeat pb-1.5 tabular-nums",
        used > 0.9 ? "[--meter:var(--warning)]" : "[--meter:var(--primary)]",
      )}
      style={{ "--used": `${(used * 100).toFixed(0)}%` } as CSSProperties}
    >
      {label} <span className="text-foreground">{children}</span>
    </p>
  );
}

const shownTags = 2;

function Tags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return null;
  const more = tags.length - shownTags;
  return (
    <span
      className="ml-auto flex min-w-0 gap-1"
      title={`Tags: ${tags.map(displayText).join(", ")}`}
    >
      {tags.slice(0, shownTags).map((tag) => (
        <span
          key={tag}
          className="max-w-20 truncate rounded-sm bg-secondary px-1.5 py-0.5 text-secondary-foreground"
        >
          {displayText(tag)}
        </span>
      ))}
      {more > 0 && <span className="py-0.5">+{more}</span>}
    </span>
  );
}

const tones: Record<VmState, StatusTone> = {
  running: "good",
  paused: "warning",
  stopped: "neutral",
  hibernated: "neutral",
  unknown: "warning",
};

function toneOf(
  state: VmState,
  isStale: boolean,
  pendingAction: VmAction | undefined,
): StatusTone {
  if (pendingAction) return "busy";
  return isStale ? "neutral" : tones[state];
}

function stateText(
  vm: Vm,
  state: VmState,
  isStale: boolean,
  pendingAction: VmAction | undefined,
): string {
  if (pendingAction) return `${vmActionWords[pendingAction].progress} …`;
  if (isTemplate(vm)) return "Template";
  if (isStale) return `was ${vmStateLabel[state].toLowerCase()}`;
  return state === "running" && vm.uptime
    ? `up ${formatUptime(vm.uptime)}`
    : vmStateLabel[state];
}

/** Proxmox VE leaves out what it cannot ask the node for. */
function unknownReason({ name, node }: Vm, isNodeOffline: boolean): string {
  const cause = `Node ${displayText(node)} ${isNodeOffline ? "is offline" : "does not report"}`;
  return `${cause}, so its ${name ? "state is" : "name and state are"} not known.`;
}

/** "0.91 of 16.0 GiB": in the unit of the whole, so that it fits and compares. */
function memoryText({ mem, maxmem }: Vm, isOn: boolean): string {
  if (maxmem === undefined) return "–";
  const whole = formatBytes(maxmem);
  const used = ratio(mem, maxmem);
  if (!isOn || used === undefined) return whole;
  const part = used * Number.parseFloat(whole);
  const digits = part < 9.995 ? 2 : part < 99.95 ? 1 : 0;
  return `${part.toFixed(digits)} of ${whole}`;
}

function ratio(
  part: number | undefined,
  whole: number | undefined,
): number | undefined {
  return part === undefined || !whole ? undefined : part / whole;
}
