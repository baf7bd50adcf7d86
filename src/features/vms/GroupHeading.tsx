import { ChevronDownIcon } from "lucide-react";
import { SelectBox } from "@/components/SelectBox.tsx";
import { formatCount } from "@/lib/format.ts";
import { cn } from "@/lib/utils.ts";
import type { VmGroup } from "./vmGroups.ts";
import { selectionOf, type VmSelection } from "./vmSelection.ts";

interface GroupHeadingProps {
  group: VmGroup;
  isCollapsed: boolean;
  selection: VmSelection;
  isTabbable: boolean;
  index: number;
  onCollapse: (groupKey: string, isCollapsed: boolean) => void;
  onToggle: (index: number, isRange: boolean) => void;
}

export function GroupHeading({
  group: { key, label, detail, vms },
  isCollapsed,
  selection,
  isTabbable,
  index,
  onCollapse,
  onToggle,
}: GroupHeadingProps) {
  return (
    <>
      <SelectBox
        label={`Select all of ${label}`}
        state={selectionOf(selection, vms)}
        isTabbable={isTabbable}
        index={index}
        onToggle={onToggle}
      />
      <button
        type="button"
        data-entry
        aria-expanded={!isCollapsed}
        tabIndex={isTabbable ? 0 : -1}
        onClick={() => {
          onCollapse(key, !isCollapsed);
        }}
        className="flex h-full min-w-0 flex-1 items-center gap-1.5 text-left font-medium outline-none"
      >
        <ChevronDownIcon
          aria-hidden
          className={cn(
            "size-4 shrink-0 text-muted-foreground",
            isCollapsed && "-rotate-90",
          )}
        />
        <span className="truncate">
          {label}
          {detail !== undefined && (
            <span className="font-normal text-muted-foreground">
              {" "}
              · {detail}
            </span>
          )}
        </span>
        <span className="font-normal text-muted-foreground tabular-nums">
          {formatCount(vms.length)}
        </span>
      </button>
    </>
  );
}
