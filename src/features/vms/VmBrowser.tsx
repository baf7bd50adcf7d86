import { Suspense, lazy, useCallback, useMemo, useRef } from "react";
import { SearchXIcon } from "lucide-react";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useConfirmedAction } from "@/hooks/useConfirmedAction.ts";
import { offlineNodes, serverHealth, type Fleet } from "@/lib/fleet.ts";
import type { Vm } from "@/lib/types.ts";
import { nodeKey } from "@/lib/vmKey.ts";
import { asksForTemplates } from "./search/query.ts";
import { readSearch } from "./search/readSearch.ts";
import { useVmView } from "./useVmView.ts";
import { countByStatus, matchVms, withStatus } from "./vmFilter.ts";
import { VmGrid } from "./VmGrid.tsx";
import { sortVms } from "./vmSort.ts";
import { VmToolbar } from "./VmToolbar.tsx";
import type { VmView } from "./vmView.ts";

const ConfirmActionDialog = lazy(
  () => import("@/components/ConfirmActionDialog.tsx"),
);

interface VmBrowserProps {
  fleet: Fleet;
  /** Nothing can be read at present: all of it is as it was. */
  isPast?: boolean;
}

/** The guests of all servers: searched, filtered, sorted, and what is done with them. */
export function VmBrowser({ fleet, isPast = false }: VmBrowserProps) {
  const { view, changeView } = useVmView();
  const { sort, servers: wantedServers, text, status } = view;
  const search = useMemo(() => readSearch(text), [text]);
  const { query } = search;
  const topRef = useRef<HTMLDivElement>(null);

  const sorted = useMemo(() => sortVms(fleet.vms, sort), [fleet.vms, sort]);
  const matched = useMemo(
    () => matchVms(sorted, { query, servers: wantedServers }),
    [sorted, query, wantedServers],
  );
  const templatesInAll = asksForTemplates(query);
  const counts = useMemo(
    () => countByStatus(matched, templatesInAll),
    [matched, templatesInAll],
  );
  const shown = useMemo(
    () => withStatus(matched, status, templatesInAll),
    [matched, status, templatesInAll],
  );

  const handleChange = useCallback(
    (change: Partial<VmView>) => {
      changeView(change);
      // The answer to a new question begins at its top.
      const top = topRef.current?.getBoundingClientRect().top ?? 0;
      if (top < 0) topRef.current?.scrollIntoView();
    },
    [changeView],
  );

  return (
    <div ref={topRef}>
      <VmToolbar
        view={view}
        search={search}
        vms={fleet.vms}
        servers={fleet.servers}
        counts={counts}
        onChange={handleChange}
      />
      <p role="status" className="sr-only">
        {shown.length} guests shown
      </p>
      {shown.length > 0 ? (
        <VmGridWithActions vms={shown} fleet={fleet} isPast={isPast} />
      ) : (
        <EmptyState
          icon={SearchXIcon}
          title="No guest matches"
          action={
            <Button
              variant="outline"
              onClick={() => {
                handleChange({ text: "", servers: [], status: "all" });
              }}
            >
              Show all guests
            </Button>
          }
        >
          {fleet.isComplete
            ? "Change the search, the servers or the status."
            : "Some servers have not answered yet."}
        </EmptyState>
      )}
    </div>
  );
}

function VmGridWithActions({
  vms,
  fleet,
  isPast,
}: {
  vms: readonly Vm[];
  fleet: Fleet;
  isPast: boolean;
}) {
  const { pendingActions, asked, act, confirm, close } = useConfirmedAction();
  const staleServers = useStaleServers(fleet, isPast);
  const offline = useOfflineNodes(fleet);

  return (
    <>
      <VmGrid
        vms={vms}
        staleServers={staleServers}
        offlineNodes={offline}
        pendingActions={pendingActions}
        onAction={act}
      />
      {asked && (
        <Suspense>
          <ConfirmActionDialog {...asked} onConfirm={confirm} onClose={close} />
        </Suspense>
      )}
    </>
  );
}

function useStaleServers(fleet: Fleet, isPast: boolean): ReadonlySet<string> {
  return useMemo(
    () =>
      new Set(
        fleet.servers
          .filter((server) => isPast || serverHealth(server) === "down")
          .map(({ key }) => key),
      ),
    [fleet.servers, isPast],
  );
}

function useOfflineNodes(fleet: Fleet): ReadonlySet<string> {
  return useMemo(
    () => new Set(fleet.servers.flatMap(offlineNodes).map(nodeKey)),
    [fleet.servers],
  );
}
