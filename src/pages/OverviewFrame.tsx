import { lazy, type ReactNode } from "react";
import { LinkTabs } from "@/components/LinkTabs.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { FleetFreshness } from "@/features/vms/FleetFreshness.tsx";
import { FleetHindrance } from "@/features/vms/FleetHindrance.tsx";
import { NoServers } from "@/features/vms/NoServers.tsx";
import { useFleetPage } from "@/hooks/useFleetPage.ts";
import type { Fleet } from "@/lib/fleet.ts";
import { paths } from "@/lib/paths.ts";

/** Wanted by who has no server yet. */
const FirstSteps = lazy(() => import("@/features/servers/FirstSteps.tsx"));

interface ShownFleet {
  fleet: Fleet;
  /** Keys of the servers whose data is the past. */
  past: ReadonlySet<string>;
  /** Nothing can be read at present. */
  isAllPast: boolean;
}

interface OverviewFrameProps {
  title: string;
  children: (shown: ShownFleet) => ReactNode;
}

/** What the overview and its lists have in common: how fresh they are, what keeps them from it, and the way between them. */
export function OverviewFrame({ title, children }: OverviewFrameProps) {
  const { fleet, error, outage, isAllPast, past, refresh, isRefreshing } =
    useFleetPage();
  const hasServers = fleet !== undefined && fleet.servers.length > 0;

  return (
    <>
      <PageHeader title={title}>
        {hasServers && (
          <FleetFreshness
            fleet={fleet}
            outage={outage}
            isRefreshing={isRefreshing}
            onRefresh={refresh}
          />
        )}
      </PageHeader>
      <LinkTabs label="Overview" tabs={tabs} />
      <FleetHindrance
        fleet={fleet}
        outage={outage}
        error={error}
        isRefreshing={isRefreshing}
        onRefresh={refresh}
      />
      {hasServers ? (
        children({ fleet, past, isAllPast })
      ) : fleet?.isComplete ? (
        <NoServers firstSteps={<FirstSteps />} />
      ) : (
        !error && <FrameSkeleton />
      )}
    </>
  );
}

const tabs = [
  { path: paths.overview, label: "Summary" },
  { path: paths.nodes, label: "Nodes" },
  { path: paths.storages, label: "Storages" },
];

function FrameSkeleton() {
  return (
    <div role="status" className="space-y-3">
      <span className="sr-only">Asking the servers</span>
      <div className="grid grid-cols-2 gap-3 xl:grid-cols-4">
        {Array.from({ length: 4 }, (_, index) => (
          <Skeleton key={index} className="h-28 rounded-lg" />
        ))}
      </div>
      <Skeleton className="h-64 rounded-lg" />
    </div>
  );
}
