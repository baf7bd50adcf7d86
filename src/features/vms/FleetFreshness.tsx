import { RotateCwIcon, WifiOffIcon } from "lucide-react";
import { RelativeTime } from "@/components/RelativeTime.tsx";
import { StatusDot } from "@/components/StatusDot.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useNow } from "@/hooks/useNow.ts";
import { lastReadAt, type Fleet } from "@/lib/fleet.ts";
import type { Outage } from "@/lib/outage.ts";
import { cn } from "@/lib/utils.ts";

/** Two refreshes and a deadline: what is younger is the present. */
const freshMs = 30_000;

interface FleetFreshnessProps {
  fleet: Fleet;
  outage: Outage | undefined;
  isRefreshing: boolean;
  onRefresh: () => void;
}

/** How old the page is. Still while all is well: a clock that ticks says less than one that does not have to. */
export function FleetFreshness({
  fleet,
  outage,
  isRefreshing,
  onRefresh,
}: FleetFreshnessProps) {
  const now = useNow(5000);
  // Servers that fail have a line of their own each; here it counts whether any still tells something.
  const readAt = lastReadAt(fleet);

  return (
    <>
      <p className="flex items-center gap-1.5 text-xs text-muted-foreground">
        {outage === "device" ? (
          <>
            <WifiOffIcon aria-hidden className="size-3.5" />
            You are offline
          </>
        ) : readAt === undefined ? null : !outage && now - readAt < freshMs ? (
          <>
            <StatusDot tone="good" />
            Live
          </>
        ) : (
          <>
            <StatusDot tone="warning" />
            <span>
              As of <RelativeTime time={readAt} />
            </span>
          </>
        )}
      </p>
      <Button
        variant="outline"
        size="sm"
        aria-label="Refresh"
        disabled={isRefreshing}
        onClick={onRefresh}
      >
        <RotateCwIcon
          aria-hidden
          className={cn(isRefreshing && "animate-spin")}
        />
        <span className="max-sm:hidden">Refresh</span>
      </Button>
    </>
  );
}
