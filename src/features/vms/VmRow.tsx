import { memo } from "react";
import { Link } from "@/components/Link.tsx";
import { SelectBox } from "@/components/SelectBox.tsx";
import { StatusDot } from "@/components/StatusDot.tsx";
import { guestPath } from "@/lib/paths.ts";
import type { Vm, VmAction } from "@/lib/types.ts";
import { cn } from "@/lib/utils.ts";
import { vmName } from "@/lib/vmName.ts";
import { VmActions } from "./VmActions.tsx";
import { VmCell } from "./VmCell.tsx";
import type { VmColumn } from "./vmColumns.ts";
import { toneOf, unknownReason, type VmSituation } from "./vmWords.ts";
import { vmState } from "@/lib/vmPower.ts";

interface VmRowProps extends VmSituation {
  vm: Vm;
  index: number;
  /** In pixels from the list's top. */
  top: number;
  columns: readonly VmColumn[];
  isSelected: boolean;
  /** Whether the Tab key comes by: its controls are those of one row at a time. */
  isTabbable: boolean;
  onToggle: (index: number, isRange: boolean) => void;
  onAction: (vm: Vm, action: VmAction) => void;
}

/** Drawn by the hundred while scrolling: few elements, and what it shows is drawn anew only when its own guest has changed. */
export const VmRow = memo(function VmRow({
  index,
  top,
  isSelected,
  ...content
}: VmRowProps) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      data-index={index}
      style={{ top }}
      className={cn(
        "group/row focus-row absolute inset-x-0 grid h-(--row-height) scroll-mt-(--list-head) scroll-mb-24 grid-cols-(--columns) items-center border-b bg-background contain-strict hover:bg-muted aria-selected:bg-[color-mix(in_oklab,var(--primary)_12%,var(--background))]",
        content.isStale && "text-muted-foreground grayscale",
      )}
    >
      <RowContent {...content} index={index} isSelected={isSelected} />
    </div>
  );
});

const RowContent = memo(function RowContent({
  vm,
  index,
  columns,
  isSelected,
  isTabbable,
  onToggle,
  onAction,
  ...situation
}: Omit<VmRowProps, "top">) {
  const name = vmName(vm);
  return (
    <>
      <div
        role="gridcell"
        className="sticky left-0 z-1 flex h-full items-center bg-inherit pl-2.5"
      >
        <SelectBox
          label={`Select ${name}`}
          state={isSelected ? "all" : "none"}
          isTabbable={isTabbable}
          index={index}
          onToggle={onToggle}
        />
      </div>
      <div
        role="rowheader"
        className="sticky left-9 z-1 flex h-full min-w-0 items-center gap-2 bg-inherit px-2"
      >
        <StatusDot tone={toneOf(vm, situation)} />
        <Link
          to={guestPath(vm)}
          data-entry
          tabIndex={isTabbable ? 0 : -1}
          title={
            vmState(vm) === "unknown"
              ? unknownReason(vm, situation.isNodeOffline)
              : name
          }
          className="truncate font-medium outline-none hover:underline"
        >
          {name}
        </Link>
      </div>
      {columns.map((column) => (
        <VmCell key={column} column={column} vm={vm} situation={situation} />
      ))}
      <VmActions
        vm={vm}
        role="gridcell"
        pendingAction={situation.pendingAction}
        isTabbable={isTabbable}
        onAction={onAction}
        // Always in reach. What it covers of the columns is the menu's button alone, until the others show.
        className="sticky right-0 z-1 flex h-full items-center justify-end bg-inherit bg-clip-content pointer-fine:pl-14 pointer-fine:group-focus-within/row:pl-0 pointer-fine:group-hover/row:pl-0 pointer-coarse:[&_:not([data-icon=more])]:hidden pointer-fine:[&_:not([data-icon=more])]:opacity-0 pointer-fine:group-focus-within/row:[&_:not([data-icon=more])]:opacity-100 pointer-fine:group-hover/row:[&_:not([data-icon=more])]:opacity-100 [&>:last-child]:mr-2"
      />
    </>
  );
});
