import type { CSSProperties } from "react";
import { cn } from "@/lib/utils.ts";

interface UsageBarProps {
  /** Of the whole. */
  fraction: number;
  /** From where on it is remarkable. */
  warnAt?: number;
  isPast?: boolean;
  className?: string;
}

/** A bar for the eye; the number stands beside it as text. */
export function UsageBar({
  fraction,
  warnAt = 0.9,
  isPast = false,
  className,
}: UsageBarProps) {
  const shown = Math.min(1, Math.max(0, fraction));
  return (
    <span
      aria-hidden
      className={cn(
        "block h-1.5 overflow-hidden rounded-full bg-muted",
        className,
      )}
    >
      <span
        className={cn(
          "block h-full w-(--used) rounded-full",
          isPast
            ? "bg-muted-foreground/50"
            : fraction >= warnAt
              ? "bg-warning"
              : "bg-primary",
        )}
        style={{ "--used": `${(shown * 100).toFixed(1)}%` } as CSSProperties}
      />
    </span>
  );
}
