import { cn } from "@/lib/utils.ts";

/** A bar for the eye; the figures stand beside it. */
export function Meter({ fraction }: { fraction: number }) {
  const used = Math.min(1, Math.max(0, fraction));
  return (
    <span
      aria-hidden
      className="mt-1.5 block h-1 overflow-hidden rounded-full bg-muted"
    >
      <span
        className={cn(
          "block h-full rounded-full",
          used > 0.9 ? "bg-warning" : "bg-primary",
        )}
        style={{ width: `${(used * 100).toFixed(1)}%` }}
      />
    </span>
  );
}
