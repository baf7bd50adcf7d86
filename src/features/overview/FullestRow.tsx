import type { ReactNode } from "react";
import { Link } from "@/components/Link.tsx";
import { RelativeTime } from "@/components/RelativeTime.tsx";
import { UsageBar } from "@/components/UsageBar.tsx";
import { formatPercent } from "@/lib/format.ts";
import { share, type Usage } from "@/lib/inventory.ts";
import { cn } from "@/lib/utils.ts";

interface FullestRowProps {
  name: string;
  place: string;
  to: string;
  usage: Usage;
  /** When it was so, if that is the past. */
  pastAt: number | undefined;
  children: ReactNode;
}

export function FullestRow({
  name,
  place,
  to,
  usage,
  pastAt,
  children,
}: FullestRowProps) {
  const isPast = pastAt !== undefined;
  return (
    <li>
      <Link
        to={to}
        className={cn(
          "block space-y-1 px-3.5 py-2 -outline-offset-2 hover:bg-accent/60",
          isPast && "text-muted-foreground",
        )}
      >
        <span className="flex items-baseline gap-2">
          <span className="truncate font-medium">{name}</span>
          <span className="min-w-0 flex-1 truncate text-xs text-muted-foreground">
            {place}
            {isPast && (
              <>
                {" · as of "}
                <RelativeTime time={pastAt} />
              </>
            )}
          </span>
          <span className="text-xs whitespace-nowrap text-muted-foreground tabular-nums max-sm:hidden">
            {children}
          </span>
          <span className="min-w-12 shrink-0 text-right font-medium tabular-nums">
            {formatPercent(share(usage))}
          </span>
        </span>
        <UsageBar fraction={share(usage)} isPast={isPast} />
      </Link>
    </li>
  );
}
