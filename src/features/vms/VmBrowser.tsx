import { Suspense, lazy, useCallback, useMemo, useRef, useState } from "react";
import { SearchXIcon } from "lucide-react";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Button } from "@/components/ui/button.tsx";
import { usePendingActions, useVmAction } from "@/hooks/useVmAction.ts";
import { offlineNodes, serverHealth, type Fleet } from "@/lib/fleet.ts";
import type { Vm, VmAction } from "@/lib/types.ts";
import { nodeKey, vmKey } from "@/lib/vmKey.ts";
import { confirmationTone } from "@/lib/vmPower.ts";
import { asksForTemplates } from "./search/query.ts";
import { readSearch } from "./search/readSearch.ts";
import { useVmView } from "./useVmView.ts";
import { countByStatus, matchVms, withStatus } from "./vmFilter.ts";
import { VmGrid } from "./VmGrid.tsx";
import { sortVms } from "./vmSort.ts";
import { VmToolbar } from "./VmToolbar.tsx";
import type { VmView } from "./vmView.ts";

const ConfirmActionDialog = lazy(() => import("./ConfirmActionDialog.tsx"));

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

interface AskedAction {
  vm: Vm;
  action: VmAction;
  overrules: VmAction | undefined;
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
  const { mutate } = useVmAction();
  const pendingActions = usePendingActions();
  const [asked, setAsked] = useState<AskedAction>();
  const staleServers = useStaleServers(fleet, isPast);
  const offline = useOfflineNodes(fleet);

  const handleAction = useCallback(
    (vm: Vm, action: VmAction) => {
      if (confirmationTone[action]) {
        setAsked({ vm, action, overrules: pendingActions.get(vmKey(vm)) });
      } else {
        mutate({ vm, action });
      }
    },
    [mutate, pendingActions],
  );

  return (
    <>
      <VmGrid
        vms={vms}
        staleServers={staleServers}
        offlineNodes={offline}
        pendingActions={pendingActions}
        onAction={handleAction}
      />
      {asked && (
        <Suspense>
          <ConfirmActionDialog
            {...asked}
            onConfirm={() => {
              const { vm, action, overrules } = asked;
              mutate({
                vm,
                action,
                // Proxmox VE would have the stop wait for the shutdown's lock, and fail.
                ...(overrules && { options: { "overrule-shutdown": true } }),
              });
            }}
            onClose={() => {
              setAsked(undefined);
            }}
          />
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
