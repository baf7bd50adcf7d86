import { useMemo } from "react";
import {
  AssignmentsScreen,
  NoOperatorServer,
} from "@/features/assignments/AssignmentsScreen.tsx";
import type { Listing } from "@/features/assignments/assignmentRows.ts";
import { useAssignmentsView } from "@/features/assignments/useAssignmentsView.ts";
import { FleetHindrance } from "@/features/vms/FleetHindrance.tsx";
import { SearchField } from "@/features/vms/search/SearchField.tsx";
import { understand } from "@/features/vms/search/understand.ts";
import { ServerProblems } from "@/features/vms/ServerProblems.tsx";
import { naturalDirection, sortVms } from "@/features/vms/vmSort.ts";
import { useFleetPage } from "@/hooks/useFleetPage.ts";
import type { FleetServer } from "@/lib/fleet.ts";
import type { Vm } from "@/lib/types.ts";

/** Which guests of the operator's own server each person may see, and what they may do with them. */
export default function AdminAssignments() {
  const { view, changeView } = useAssignmentsView();
  const { search, accepts } = useSearch(view.text);
  const { fleet, past, ...hindrance } = useFleetPage();
  const server = fleet?.servers.find(({ serverId }) => serverId === null);
  const vms = server?.readAt === undefined ? undefined : server.vms;
  const guests = useByName(vms);

  if (fleet?.isComplete && !server) return <NoOperatorServer />;
  return (
    <AssignmentsScreen
      view={view}
      onChange={changeView}
      guests={guests}
      listing={listingOf(server, past)}
      accepts={accepts}
      searchField={
        <SearchField
          text={view.text}
          search={search}
          vms={vms ?? []}
          onChange={(text) => {
            changeView({ text });
          }}
        />
      }
      problem={
        <>
          <FleetHindrance
            fleet={fleet}
            outage={hindrance.outage}
            error={hindrance.error}
            isRefreshing={hindrance.isRefreshing}
            onRefresh={hindrance.refresh}
          />
          {server && <ServerProblems servers={[server]} />}
        </>
      }
    />
  );
}

function useSearch(text: string) {
  return useMemo(() => understand(text), [text]);
}

function useByName(vms: readonly Vm[] | undefined) {
  return useMemo(() => vms && sortVms(vms, naturalDirection("name")), [vms]);
}

function listingOf(
  server: FleetServer | undefined,
  past: ReadonlySet<string>,
): Listing {
  if (!server) return "pending";
  return past.has(server.key) ? "past" : "fresh";
}
