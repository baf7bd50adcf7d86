import { formatCount } from "@/lib/format.ts";
import type { Vm } from "@/lib/types.ts";
import { selectedAmong, type VmSelection } from "./vmSelection.ts";

interface CountLineProps {
  shown: readonly Vm[];
  /** How many there are without search and filters. */
  total: number;
  noun: "guests" | "templates";
  selection: VmSelection;
  onSelect: (vms: readonly Vm[], isSelected: boolean) => void;
}

/** How much of everything the list shows, for eyes and for screen readers. */
export function CountLine({
  shown,
  total,
  noun,
  selection,
  onSelect,
}: CountLineProps) {
  const count = shown.length;
  const all = formatCount(total);
  const selected = selectedAmong(selection, shown).length;
  const hidden = selection.size - selected;
  const canSelectMore = selected > 0 && selected < count;

  return (
    <p className="text-xs text-muted-foreground tabular-nums">
      <span role="status">
        {count === total
          ? `${all} ${noun}`
          : `${formatCount(count)} of ${all} ${noun}`}
        {selection.size > 0 && `, ${formatCount(selection.size)} selected`}
        {hidden > 0 && ` (${formatCount(hidden)} not shown)`}
      </span>
      {canSelectMore && (
        <button
          type="button"
          onClick={() => {
            onSelect(shown, true);
          }}
          className="ml-2 text-foreground underline underline-offset-2 pointer-coarse:min-h-11"
        >
          Select all {formatCount(count)}
        </button>
      )}
    </p>
  );
}
