import { useState } from "react";
import { RotateCwIcon, WifiOffIcon } from "lucide-react";
import { RelativeTime } from "@/components/RelativeTime.tsx";
import { StatusDot } from "@/components/StatusDot.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useNow } from "@/hooks/useNow.ts";
import { cn } from "@/lib/utils.ts";

/** Two refreshes and a deadline: what is younger is the present. */
const freshMs = 30_000;

interface FleetFreshnessProps {
  /** When the newest news came. */
  updatedAt: number;
  isOffline: boolean;
  onRefresh: () => Promise<unknown>;
}

/** How old the page is. Still while all is well: a clock that ticks says less than one that does not have to. */
export function FleetFreshness({
  updatedAt,
  isOffline,
  onRefresh,
}: FleetFreshnessProps) {
  const [isRefreshing, setIsRefreshing] = useState(false);
  const now = useNow(5000);

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
        ) : now - updatedAt < freshMs ? (
          <>
            <StatusDot tone="good" />
            Live
          </>
        ) : (
          <>
            <StatusDot tone="warning" />
            <span>
              As of <RelativeTime time={updatedAt} />
            </span>
          </>
        )}
      </p>
      <Button
        variant="outline"
        size="sm"
        disabled={isRefreshing}
        onClick={handleRefresh}
      >
        <RotateCwIcon
          aria-hidden
          className={cn(isRefreshing && "animate-spin")}
        />
        Refresh
      </Button>
    </>
  );
}
