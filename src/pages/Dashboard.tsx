import { MonitorOffIcon } from "lucide-react";
import { EmptyState } from "@/components/EmptyState.tsx";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { UnverifiedServers } from "@/features/servers/UnverifiedServers.tsx";
import { FleetFreshness } from "@/features/vms/FleetFreshness.tsx";
import { FleetSummary } from "@/features/vms/FleetSummary.tsx";
import { NoServers } from "@/features/vms/NoServers.tsx";
import { OfflineNodes } from "@/features/vms/OfflineNodes.tsx";
import { ServerProblems } from "@/features/vms/ServerProblems.tsx";
import { VmBrowser } from "@/features/vms/VmBrowser.tsx";
import { VmGridSkeleton } from "@/features/vms/VmGridSkeleton.tsx";
import { useVms } from "@/hooks/useVms.ts";
import type { Fleet } from "@/lib/fleet.ts";

/** The guests of all servers. */
export default function Dashboard() {
  const { data: fleet, error, isPaused, refetch } = useVms();
  const hasServers = fleet !== undefined && fleet.servers.length > 0;

  return (
    <>
      <PageHeader
        title="Dashboard"
        description={hasServers && <FleetSummary fleet={fleet} />}
      >
        {hasServers && (
          <FleetFreshness
            fleet={fleet}
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
      {fleet ? <FleetGuests fleet={fleet} /> : !error && <VmGridSkeleton />}
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
      <UnverifiedServers />
      <OfflineNodes servers={servers} />
      {vms.length > 0 ? (
        <VmBrowser fleet={fleet} />
      ) : isComplete ? (
        <NoGuests servers={servers} />
      ) : (
        <VmGridSkeleton />
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
        : "Their guests appear here as soon as one of them does. They are asked every 10 s."}
    </EmptyState>
  );
}
