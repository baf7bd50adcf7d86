import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { OutageNotice } from "@/features/vms/OutageNotice.tsx";
import { lastReadAt, type Fleet } from "@/lib/fleet.ts";
import type { Outage } from "@/lib/outage.ts";

interface FleetHindranceProps {
  fleet: Fleet | undefined;
  outage: Outage | undefined;
  error: Error | null;
  isRefreshing: boolean;
  onRefresh: () => void;
}

/** What keeps the whole fleet from being read: nothing can be reached, or the question itself failed. Nothing while all is well. */
export function FleetHindrance({
  fleet,
  outage,
  error,
  isRefreshing,
  onRefresh,
}: FleetHindranceProps) {
  if (outage) {
    return (
      <OutageNotice
        outage={outage}
        serverCount={fleet?.servers.length ?? 0}
        readAt={fleet && lastReadAt(fleet)}
        isRefreshing={isRefreshing}
        onRefresh={onRefresh}
      />
    );
  }
  return (
    error && (
      <ErrorNotice
        error={error}
        onRetry={onRefresh}
        isRetrying={isRefreshing}
        className="mb-4"
      />
    )
  );
}
