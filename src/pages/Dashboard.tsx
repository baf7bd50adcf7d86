import { MonitorOffIcon } from "lucide-react";
import { EmptyState } from "@/components/EmptyState.tsx";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { FleetFreshness } from "@/features/vms/FleetFreshness.tsx";
import { NoServers } from "@/features/vms/NoServers.tsx";
import { ServerProblems } from "@/features/vms/ServerProblems.tsx";
import { VmBrowser } from "@/features/vms/VmBrowser.tsx";
import { VmGridSkeleton } from "@/features/vms/VmGridSkeleton.tsx";
import { useVms } from "@/hooks/useVms.ts";
import type { Fleet } from "@/lib/fleet.ts";

/** The guests of all servers. */
export default function Dashboard() {
  const fleet = useVms();
  const { data, error, dataUpdatedAt, isPaused, refetch } = fleet;

  return (
    <>
      <PageHeader title="Dashboard">
        {data && data.servers.length > 0 && (
          <FleetFreshness
            updatedAt={dataUpdatedAt}
            isOffline={isPaused}
            onRefresh={() => refetch()}
          />
        )}
      </PageHeader>
      {/* Muster itself is out of reach; what it said before stays. */}
      {error && (
        <ErrorNotice
          error={error}
          onRetry={() => void refetch()}
          className="mb-4"
        />
      )}
      {data ? <FleetGuests fleet={data} /> : !error && <VmGridSkeleton />}
    </>
  );
}

function FleetGuests({ fleet }: { fleet: Fleet }) {
  const { servers, vms, isComplete } = fleet;

  if (servers.length === 0) {
    return isComplete ? <NoServers /> : <VmGridSkeleton />;
  }
  return (
    <>
      <ServerProblems servers={servers} />
      {vms.length > 0 ? (
        <VmBrowser fleet={fleet} />
      ) : isComplete ? (
        <EmptyState icon={MonitorOffIcon} title="No guests">
          Either there are none, or the API tokens may not see them: that takes
          the privilege VM.Audit.
        </EmptyState>
      ) : (
        <VmGridSkeleton />
      )}
    </>
  );
}
