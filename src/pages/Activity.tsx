import { useState } from "react";
import { HistoryIcon } from "lucide-react";
import { EmptyState } from "@/components/EmptyState.tsx";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { LoadOlderButton } from "@/components/LoadOlderButton.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { RowsSkeleton } from "@/components/RowsSkeleton.tsx";
import { Label } from "@/components/ui/label.tsx";
import { Switch } from "@/components/ui/switch.tsx";
import { ActivityFilterBar } from "@/features/activity/ActivityFilterBar.tsx";
import { ActivityList } from "@/features/activity/ActivityList.tsx";
import { ExportButton } from "@/features/activity/ExportButton.tsx";
import { activityEvents } from "@/features/activity/activityEvents.ts";
import {
  everybodysField,
  filterOf,
  isFiltered,
  readView,
} from "@/features/activity/activityView.ts";
import { filterableServers } from "@/features/activity/filterableServers.ts";
import { useActivity, usePeople } from "@/hooks/useActivity.ts";
import { useAddressFields } from "@/hooks/useAddressFields.ts";
import { useIsAdmin } from "@/hooks/useAdminStanding.ts";
import { useNow } from "@/hooks/useNow.ts";
import { useProxmoxServers } from "@/hooks/useProxmoxServers.ts";
import { useSessionUser } from "@/hooks/useSession.ts";

/** What was done with the servers and their guests, by whom and with what result. The filter stands in the address. */
export default function Activity() {
  const { id: userId } = useSessionUser();
  const [params, setField] = useAddressFields();
  const [openedAt] = useState(Date.now);
  const now = useNow(30_000);
  const view = readView(params);
  const filter = filterOf(view, userId, openedAt);

  const isAdmin = useIsAdmin();
  const servers = useProxmoxServers().data?.servers ?? [];
  const activity = useActivity(filter);
  const rows = activity.data?.pages.flat() ?? [];
  const people = usePeople(rows, view.isEverybodys);
  const events = activityEvents(rows, now);

  return (
    <>
      <PageHeader
        title="Activity"
        description={
          view.isEverybodys
            ? "What everybody did here"
            : "What was done with your servers and their guests"
        }
      >
        {isAdmin && (
          <Label className="flex items-center gap-2">
            <Switch
              checked={view.isEverybodys}
              onCheckedChange={(isOn) => {
                setField(everybodysField, isOn ? "yes" : "");
              }}
            />
            Everybody
          </Label>
        )}
        <ExportButton filter={filter} />
      </PageHeader>
      <ActivityFilterBar
        view={view}
        servers={filterableServers(servers, filter.serverId, rows)}
        onChange={setField}
      />
      {activity.error && (
        <ErrorNotice
          error={activity.error}
          isRetrying={activity.isFetching}
          onRetry={() => void activity.refetch()}
          className="mb-4"
        />
      )}
      {activity.isPending ? (
        <RowsSkeleton what="the activity" />
      ) : events.length > 0 ? (
        <ActivityList
          events={events}
          people={view.isEverybodys ? people : undefined}
          serverNames={new Map(servers.map(({ id, name }) => [id, name]))}
        />
      ) : (
        !activity.error && <NoActivity isFiltered={isFiltered(filter)} />
      )}
      <LoadOlderButton query={activity} what="entries" />
    </>
  );
}

function NoActivity({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyState icon={HistoryIcon} title="Nothing matches this filter">
      Choose another server, action, result or time.
    </EmptyState>
  ) : (
    <EmptyState icon={HistoryIcon} title="Nothing has been done yet">
      Every change of a server and every action on a guest leaves an entry here:
      who, from where, and how it ended. It cannot be changed afterwards.
    </EmptyState>
  );
}
