import { UsageBar } from "@/components/UsageBar.tsx";
import { formatPercent } from "@/lib/format.ts";
import { share, type Usage } from "@/lib/inventory.ts";

interface UsageCellProps {
  /** Said where the row has no column headings. */
  label: string;
  usage: Usage | undefined;
  isPast: boolean;
  /** "12 of 48 cores". */
  text: (usage: Usage) => string;
}

export function UsageCell({ label, usage, isPast, text }: UsageCellProps) {
  const heading = (
    <span className="text-muted-foreground lg:hidden">{label} </span>
  );
  if (!usage) {
    return (
      <span className="text-xs">
        {heading}
        <span className="text-muted-foreground">–</span>
      </span>
    );
  }
  return (
    <span
      className="@container block space-y-1 text-xs tabular-nums"
      title={text(usage)}
    >
      <span className="flex justify-between gap-2">
        <span>
          {heading}
          <span className="font-medium">{formatPercent(share(usage))}</span>
        </span>
        <span className="hidden truncate text-muted-foreground @[9rem]:inline">
          {text(usage)}
        </span>
      </span>
      <UsageBar fraction={share(usage)} isPast={isPast} className="h-1" />
    </span>
  );
}
