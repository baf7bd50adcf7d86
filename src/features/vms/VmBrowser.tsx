import {
  Suspense,
  lazy,
  useCallback,
  useDeferredValue,
  useMemo,
  useRef,
  useState,
  type ComponentType,
  type ReactNode,
} from "react";
import { SearchXIcon } from "lucide-react";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useConfirmedAction } from "@/hooks/useConfirmedAction.ts";
import { offlineNodes, type Fleet } from "@/lib/fleet.ts";
import type { Vm } from "@/lib/types.ts";
import { nodeKey } from "@/lib/vmKey.ts";
import { CountLine } from "./CountLine.tsx";
import { usualMode } from "./deviceView.ts";
import { staleServers } from "./staleServers.ts";
import { useHeightVariable } from "./useHeightVariable.ts";
import {
  isSearchLoaded,
  prepareSearch,
  useGuestSearch,
} from "./useGuestSearch.ts";
import { useStableSet } from "./useStableSet.ts";
import { useVmSelection } from "./useVmSelection.ts";
import { useVmView } from "./useVmView.ts";
import { countByStatus, matchVms, withStatus } from "./vmFilter.ts";
import { groupVms } from "./vmGroups.ts";
import type { VmListProps } from "./vmListProps.ts";
import { selectedAmong } from "./vmSelection.ts";
import { naturalDirection, sortVms, type VmSortField } from "./vmSort.ts";
import { VmTable } from "./VmTable.tsx";
import { VmToolbar } from "./VmToolbar.tsx";
import type { VmView } from "./vmView.ts";

const loadCards = () => import("./VmCards.tsx");
const VmCards = lazy(async () => ({ default: (await loadCards()).VmCards }));
// On a phone they are wanted as soon as there are guests.
if (usualMode() === "cards") void loadCards();
// A link to a search needs it as soon.
if (window.location.search.includes("q=")) prepareSearch();

const ShortcutsDialog = lazy(() => import("./ShortcutsDialog.tsx"));
const ConfirmActionDialog = lazy(
  () => import("@/components/ConfirmActionDialog.tsx"),
);

/** What is done with the guests that are selected. */
export type SelectionBar = ComponentType<{
  guests: readonly Vm[];
  onClear: () => void;
}>;

interface VmBrowserProps {
  fleet: Fleet;
  /** Nothing can be read at present: all of it is as it was. */
  isPast?: boolean;
  SelectionBar: SelectionBar;
  /** Where views are kept and opened. */
  viewsMenu?: ReactNode;
}

/** The guests of all servers: searched, filtered, sorted, and what is done with them. */
export function VmBrowser({
  fleet: newestFleet,
  isPast = false,
  SelectionBar,
  viewsMenu,
}: VmBrowserProps) {
  const { view: newestView, changeView } = useVmView();
  const view = useUnhurriedView(newestView);
  const fleet = useDeferredValue(newestFleet);
  const topRef = useRef<HTMLDivElement>(null);
  const toolbarRef = useHeightVariable(topRef, "--toolbar-height");
  const { selection, select, clear } = useVmSelection(fleet.vms);
  const list = useShownGuests(fleet, view, isPast);
  const selected = useMemo(
    () => selectedAmong(selection, fleet.vms),
    [selection, fleet.vms],
  );

  const handleChange = useCallback(
    (change: Partial<VmView>) => {
      changeView(change);
      if (change.columns) return;
      // The answer to a new question begins at its top.
      const top = topRef.current?.getBoundingClientRect().top ?? 0;
      if (top < 0) topRef.current?.scrollIntoView();
    },
    [changeView],
  );

  return (
    <div
      ref={topRef}
      className="[--list-head:calc(var(--list-top)+2.5rem)] [--list-top:3.25rem] md:[--list-top:var(--toolbar-height,0px)]"
    >
      <VmToolbar
        ref={toolbarRef}
        view={newestView}
        search={list.search}
        vms={newestFleet.vms}
        servers={newestFleet.servers}
        counts={list.counts}
        onChange={handleChange}
        viewsMenu={viewsMenu}
      >
        <CountLine
          shown={list.shown}
          total={list.total}
          noun={view.status === "templates" ? "templates" : "guests"}
          selection={selection}
          onSelect={select}
        />
      </VmToolbar>
      {list.shown.length > 0 ? (
        <GuestList
          fleet={fleet}
          view={view}
          onChange={handleChange}
          vms={list.shown}
          groups={list.groups}
          stale={list.stale}
          selection={selection}
          onSelect={select}
          onClearSelection={clear}
        />
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
      {selected.length > 0 && (
        <Suspense>
          <SelectionBar guests={selected} onClear={clear} />
        </Suspense>
      )}
    </div>
  );
}

/**
 * What is typed or filtered shows at once, which takes less than a frame. The list follows as soon as there is time, and a next key does not
 * wait for it, where all of it is put in another order, or where something has to be loaded first.
 */
function useUnhurriedView(view: VmView): VmView {
  const mode = useDeferredValue(view.mode);
  const sort = useDeferredValue(view.sort);
  const grouping = useDeferredValue(view.grouping);
  const isLoaded = isSearchLoaded();
  const slowText = useDeferredValue(isLoaded ? "" : view.text);
  const text = isLoaded ? view.text : slowText;
  return { ...view, mode, sort, grouping, text };
}

function useShownGuests(fleet: Fleet, view: VmView, isPast: boolean) {
  const { sort, servers: wantedServers, text, status, grouping } = view;
  const { vms, servers } = fleet;
  const { search, accepts, templatesInAll } = useGuestSearch(text);
  const stale = useStableSet(staleServers(servers, isPast));

  const sorted = useMemo(() => sortVms(vms, sort), [vms, sort]);
  const matched = useMemo(
    () => matchVms(sorted, { accepts, servers: wantedServers, stale }),
    [sorted, accepts, wantedServers, stale],
  );
  const counts = useMemo(
    () => countByStatus(matched, { templatesInAll, stale }),
    [matched, templatesInAll, stale],
  );
  const shown = useMemo(
    () => withStatus(matched, status, { templatesInAll, stale }),
    [matched, status, templatesInAll, stale],
  );
  const groups = useMemo(
    () => grouping && groupVms(shown, grouping, stale),
    [shown, grouping, stale],
  );
  const total = useMemo(() => {
    const { all, templates } = countByStatus(vms, { templatesInAll });
    return status === "templates" ? templates : all;
  }, [vms, status, templatesInAll]);

  return { shown, groups, counts, total, stale, search };
}

type GuestListProps = {
  fleet: Fleet;
  view: VmView;
  onChange: (change: Partial<VmView>) => void;
} & Pick<
  VmListProps,
  "vms" | "groups" | "stale" | "selection" | "onSelect" | "onClearSelection"
>;

/** The table or the cards, with what is asked before an action and about the keys. */
function GuestList({ fleet, view, onChange, ...list }: GuestListProps) {
  const { mode, sort, columns } = view;
  const { pendingActions, asked, act, confirm, close } = useConfirmedAction();
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const [isHelpOpen, setIsHelpOpen] = useState(false);
  const offline = useStableSet(
    new Set(fleet.servers.flatMap(offlineNodes).map(nodeKey)),
  );

  const handleCollapse = useCallback((key: string, isCollapsed: boolean) => {
    setCollapsed((before) => {
      const next = new Set(before);
      if (isCollapsed) next.add(key);
      else next.delete(key);
      return next;
    });
  }, []);
  const handleHelp = useCallback(() => {
    setIsHelpOpen(true);
  }, []);
  const handleSort = useCallback(
    (field: VmSortField) => {
      onChange({
        sort:
          field === sort.field
            ? { field, descending: !sort.descending }
            : naturalDirection(field),
      });
    },
    [onChange, sort],
  );

  const props: VmListProps = {
    ...list,
    collapsed,
    onCollapse: handleCollapse,
    offlineNodes: offline,
    pendingActions,
    onAction: act,
    onHelp: handleHelp,
  };

  return (
    <>
      {mode === "table" ? (
        <VmTable {...props} columns={columns} sort={sort} onSort={handleSort} />
      ) : (
        <Suspense>
          <VmCards {...props} />
        </Suspense>
      )}
      {asked && (
        <Suspense>
          <ConfirmActionDialog {...asked} onConfirm={confirm} onClose={close} />
        </Suspense>
      )}
      {isHelpOpen && (
        <Suspense>
          <ShortcutsDialog
            onClose={() => {
              setIsHelpOpen(false);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
