import { useState } from "react";
import { RotateCwIcon, WifiOffIcon } from "lucide-react";
import { RelativeTime } from "@/components/RelativeTime.tsx";
import { StatusDot } from "@/components/StatusDot.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useNow } from "@/hooks/useNow.ts";
import type { Fleet } from "@/lib/fleet.ts";
import { cn } from "@/lib/utils.ts";

/** Two refreshes and a deadline: what is younger is the present. */
const freshMs = 30_000;

interface FleetFreshnessProps {
  fleet: Fleet;
  isOffline: boolean;
  onRefresh: () => Promise<unknown>;
}

/** How old the page is. Still while all is well: a clock that ticks says less than one that does not have to. */
export function FleetFreshness({
  fleet,
  isOffline,
  onRefresh,
}: FleetFreshnessProps) {
  const [isRefreshing, setIsRefreshing] = useState(false);
  const now = useNow(5000);
  // Servers that fail have a line of their own each; here it counts whether any still tells something.
  const readAt = Math.max(...fleet.servers.map((server) => server.readAt ?? 0));

  function handleRefresh() {
    setIsRefreshing(true);
    void onRefresh().finally(() => {
      setIsRefreshing(false);
    });
  }

  return (
    <>
      <p className="flex items-center gap-1.5 text-xs text-muted-foreground">
        {isOffline ? (
          <>
            <WifiOffIcon aria-hidden className="size-3.5" />
            You are offline
          </>
        ) : readAt === 0 ? null : now - readAt < freshMs ? (
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
        onClick={handleRefresh}
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
