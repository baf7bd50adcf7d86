import { Suspense, lazy } from "react";
import { MonitorOffIcon } from "lucide-react";
import { Navigate } from "react-router-dom";
import { EmptyState } from "@/components/EmptyState.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { ServerCautions } from "@/features/servers/ServerCautions.tsx";
import { ViewsMenu } from "@/features/views/ViewsMenu.tsx";
import { FleetFreshness } from "@/features/vms/FleetFreshness.tsx";
import { FleetHindrance } from "@/features/vms/FleetHindrance.tsx";
import { FleetProblems } from "@/features/vms/FleetProblems.tsx";
import { FleetSummary } from "@/features/vms/FleetSummary.tsx";
import { NoServers } from "@/features/vms/NoServers.tsx";
import { VmBrowser } from "@/features/vms/VmBrowser.tsx";
import { VmListSkeleton } from "@/features/vms/VmListSkeleton.tsx";
import { useDefaultView } from "@/hooks/useDefaultView.ts";
import { useFleetUpkeep, useRefreshFleet, useVms } from "@/hooks/useVms.ts";
import type { Fleet } from "@/lib/fleet.ts";
import { isPastIn, outageOf, type Outage } from "@/lib/outage.ts";

/** Wanted when somebody selects guests. */
const BulkBar = lazy(() => import("@/features/bulk/BulkBar.tsx"));

/** Wanted by who has no server yet. */
const FirstSteps = lazy(() => import("@/features/servers/FirstSteps.tsx"));

/** The guests of all servers, in the view that its visitor has made the default if the address asks for none. */
export default function Dashboard() {
  const query = useDefaultView();
  return query === undefined ? (
    <FleetDashboard />
  ) : (
    <Navigate replace to={{ search: query }} />
  );
}

function FleetDashboard() {
  const { data: fleet, error } = useVms();
  useFleetUpkeep();
  const { mutate: refresh, isPending: isRefreshing } = useRefreshFleet();
  const hasServers = fleet !== undefined && fleet.servers.length > 0;
  const outage = outageOf(fleet, error);

  return (
    <>
      <PageHeader
        title="Dashboard"
        description={
          hasServers && <FleetSummary fleet={fleet} isPast={isPastIn(outage)} />
        }
      >
        {hasServers && (
          <FleetFreshness
            fleet={fleet}
            outage={outage}
            isRefreshing={isRefreshing}
            onRefresh={refresh}
          />
        )}
      </PageHeader>
      <FleetHindrance
        fleet={fleet}
        outage={outage}
        error={error}
        isRefreshing={isRefreshing}
        onRefresh={refresh}
      />
      {fleet ? (
        <FleetGuests fleet={fleet} outage={outage} />
      ) : (
        !error && <VmListSkeleton />
      )}
    </>
  );
}

interface FleetGuestsProps {
  fleet: Fleet;
  outage: Outage | undefined;
}

function FleetGuests({ fleet, outage }: FleetGuestsProps) {
  const { servers, vms, isComplete } = fleet;

  if (servers.length === 0) {
    return isComplete ? (
      <>
        <ServerCautions />
        <NoServers firstSteps={<FirstSteps />} />
      </>
    ) : (
      <VmListSkeleton />
    );
  }
  return (
    <>
      <FleetProblems servers={servers} isFolded={outage !== undefined} />
      <ServerCautions />
      {vms.length > 0 ? (
        // The search comes when there is one.
        <Suspense fallback={<VmListSkeleton />}>
          <VmBrowser
            fleet={fleet}
            isPast={isPastIn(outage)}
            SelectionBar={BulkBar}
            viewsMenu={<ViewsMenu />}
          />
        </Suspense>
      ) : isComplete ? (
        <NoGuests servers={servers} />
      ) : (
        <VmListSkeleton />
      )}
    </>
  );
}

function NoGuests({ servers }: Pick<Fleet, "servers">) {
  const hasAnswer = servers.some(({ readAt }) => readAt !== undefined);
  return (
    <EmptyState
      icon={MonitorOffIcon}
      title={hasAnswer ? "No guests" : "No server has answered yet"}
    >
      {hasAnswer
        ? "Either there are none, or the API tokens may not see them: that takes the privilege VM.Audit."
        : "Their guests appear here as soon as one of them does."}
    </EmptyState>
  );
}
