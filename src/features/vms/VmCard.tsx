import { memo, type CSSProperties } from "react";
import { GuestTags } from "@/components/GuestTags.tsx";
import { Link } from "@/components/Link.tsx";
import { SelectBox } from "@/components/SelectBox.tsx";
import { StatusDot } from "@/components/StatusDot.tsx";
import { displayText } from "@/lib/displayText.ts";
import { formatPercent } from "@/lib/format.ts";
import { guestPath } from "@/lib/paths.ts";
import type { Vm, VmAction } from "@/lib/types.ts";
import { cn } from "@/lib/utils.ts";
import { vmName, vmTypeLabel } from "@/lib/vmName.ts";
import { vmState } from "@/lib/vmPower.ts";
import { meterClass, meterStyle } from "./meter.ts";
import { VmActions } from "./VmActions.tsx";
import {
  isOn,
  memoryText,
  ratio,
  stateAndUptime,
  toneOf,
  unknownReason,
  type VmSituation,
} from "./vmWords.ts";

interface VmCardProps extends VmSituation {
  vm: Vm;
  index: number;
  /** In pixels from the list's top. */
  top: number;
  column: number;
  isSelected: boolean;
  /** Whether the Tab key comes by: its controls are those of one card at a time. */
  isTabbable: boolean;
  /** How many entries the whole list has, of which only a part is drawn. */
  setSize: number;
  onToggle: (index: number, isRange: boolean) => void;
  onAction: (vm: Vm, action: VmAction) => void;
}

/** Drawn by the hundred while scrolling: few elements, and what it shows is drawn anew only when its own guest has changed. */
export const VmCard = memo(function VmCard({
  top,
  column,
  setSize,
  ...content
}: VmCardProps) {
  return (
    <li
      aria-posinset={content.index + 1}
      aria-setsize={setSize}
      data-index={content.index}
      style={{ top, "--column": column } as CSSProperties}
      className={cn(
        "group/card focus-row absolute left-[calc((100%+var(--gap))/var(--columns)*var(--column))] grid h-(--row-height) w-[calc((100%+var(--gap))/var(--columns)-var(--gap))] scroll-mt-(--list-head) scroll-mb-24 grid-cols-[minmax(0,2fr)_minmax(9.25rem,3fr)] grid-rows-[auto_auto_1fr_auto] gap-x-2 rounded-lg border bg-card p-3 shadow-xs",
        content.isSelected && "border-primary bg-primary/5",
        content.isStale &&
          "border-dashed bg-transparent text-muted-foreground grayscale [&_p]:text-inherit",
      )}
    >
      <CardContent {...content} />
    </li>
  );
});

const CardContent = memo(function CardContent({
  vm,
  index,
  isSelected,
  isTabbable,
  onToggle,
  onAction,
  ...situation
}: Omit<VmCardProps, "top" | "column" | "setSize">) {
  const name = vmName(vm);
  const isUnknown = vmState(vm) === "unknown";
  const server = displayText(vm.serverName);
  const node = displayText(vm.node);

  return (
    <>
      <h2 className="col-span-2 flex items-center gap-2 pr-30 leading-6 font-medium">
        <StatusDot tone={toneOf(vm, situation)} />
        <Link
          to={guestPath(vm)}
          data-entry
          tabIndex={isTabbable ? 0 : -1}
          title={name}
          className="truncate outline-none hover:underline"
        >
          {name}
        </Link>
      </h2>
      <p className="col-span-2 truncate pl-4 text-xs text-muted-foreground pointer-coarse:pr-20">
        {vmTypeLabel[vm.type]} {vm.vmid} · {stateAndUptime(vm, situation)}
        {vm.lock && ` · locked: ${displayText(vm.lock)}`}
      </p>
      {isUnknown ? (
        <p className="col-span-2 line-clamp-2 self-center text-xs break-words text-muted-foreground">
          {unknownReason(vm, situation.isNodeOffline)}
        </p>
      ) : (
        // "Memory 88.8 of 88.8 MiB" takes 147 px, and is never cut.
        <>
          <Meter fraction={isOn(vm) ? vm.cpu : undefined}>
            {`CPU ${isOn(vm) && vm.cpu !== undefined ? `${formatPercent(vm.cpu)} of ` : ""}${vm.maxcpu ?? "–"}`}
          </Meter>
          <Meter fraction={isOn(vm) ? ratio(vm.mem, vm.maxmem) : undefined}>
            {`Memory ${memoryText(vm, isOn(vm))}`}
          </Meter>
        </>
      )}
      <p className="col-span-2 flex items-center gap-1.5 overflow-hidden text-xs text-muted-foreground">
        <span
          title={`Server ${server}`}
          className="max-w-[60%] min-w-8 shrink-[4] truncate rounded-sm border px-1.5 py-px text-foreground"
        >
          {server}
        </span>
        <span className="min-w-8 truncate" title={`Node ${node}`}>
          {node}
        </span>
        <GuestTags vm={vm} most={2} className="ml-auto" />
      </p>
      <VmActions
        vm={vm}
        pendingAction={situation.pendingAction}
        isTabbable={isTabbable}
        onAction={onAction}
        className="absolute top-2 right-2 flex items-center pointer-coarse:[&_[data-icon=console]]:hidden pointer-coarse:[&_[data-icon=power]]:hidden"
      >
        <SelectBox
          label={`Select ${name}`}
          state={isSelected ? "all" : "none"}
          isTabbable={isTabbable}
          index={index}
          onToggle={onToggle}
          className="mr-1 pointer-fine:opacity-0 pointer-fine:group-focus-within/card:opacity-100 pointer-fine:group-hover/card:opacity-100 pointer-fine:in-data-selecting:opacity-100"
        />
      </VmActions>
    </>
  );
});

interface MeterProps {
  /** Of the whole; undefined where nothing is measured. */
  fraction: number | undefined;
  children: string;
}

function Meter({ fraction, children }: MeterProps) {
  return (
    <p
      style={meterStyle(fraction) as CSSProperties}
      className={`${meterClass} self-center truncate bg-[length:100%_3px] bg-bottom pb-1.5 text-xs tabular-nums`}
    >
      {children}
    </p>
  );
}
