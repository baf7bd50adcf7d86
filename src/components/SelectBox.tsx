import { memo, useCallback } from "react";
import { cn } from "@/lib/utils.ts";

interface SelectBoxProps {
  label: string;
  state: "all" | "some" | "none";
  isTabbable: boolean;
  /** Handed back, so that one handler serves all boxes. */
  index: number;
  onToggle: (index: number, isRange: boolean) => void;
  className?: string;
}

/**
 * The browser's own box: one element on each of many rows. Drawn anew only when it has changed: React touches an input's attributes
 * whenever it draws it.
 */
export const SelectBox = memo(function SelectBox({
  label,
  state,
  isTabbable,
  index,
  onToggle,
  className,
}: SelectBoxProps) {
  const ref = useCallback(
    (input: HTMLInputElement | null) => {
      if (input) input.indeterminate = state === "some";
    },
    [state],
  );
  return (
    <input
      ref={ref}
      type="checkbox"
      aria-label={label}
      tabIndex={isTabbable ? 0 : -1}
      checked={state === "all"}
      onMouseDown={(event) => {
        // A range is being chosen, not text.
        if (event.shiftKey) event.preventDefault();
      }}
      onChange={({ nativeEvent }) => {
        const isRange =
          nativeEvent instanceof MouseEvent && nativeEvent.shiftKey;
        onToggle(index, isRange);
      }}
      className={cn(
        "size-4 shrink-0 cursor-pointer accent-primary pointer-coarse:size-5",
        className,
      )}
    />
  );
});
