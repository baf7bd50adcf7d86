import { memo, useCallback, useMemo, type ReactNode, type Ref } from "react";
import { LayoutGridIcon, ListIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import type { FleetServer } from "@/lib/fleet.ts";
import { formatCount } from "@/lib/format.ts";
import type { Vm } from "@/lib/types.ts";
import { cn } from "@/lib/utils.ts";
import { DisplayMenu } from "./DisplayMenu.tsx";
import type { Search } from "./search/readSearch.ts";
import { SearchField } from "./search/SearchField.tsx";
import { ServerFilter } from "./ServerFilter.tsx";
import { prepareSearch } from "./useGuestSearch.ts";
import { vmStatusFilters, type VmStatusFilter } from "./vmFilter.ts";
import type { VmView } from "./vmView.ts";

interface VmToolbarProps {
  ref: Ref<HTMLDivElement>;
  view: VmView;
  /** What has become of the text, maybe of that of a moment ago. */
  search: Search;
  /** The whole fleet's, whatever is shown of them. */
  vms: readonly Vm[];
  servers: readonly FleetServer[];
  /** How many guests lie under each tab, with the text and the servers as they are. */
  counts: Record<VmStatusFilter, number>;
  onChange: (change: Partial<VmView>) => void;
  /** What stands at the end of the buttons. */
  viewsMenu: ReactNode;
  /** What stands at the end of the tabs. */
  children: ReactNode;
}

const statusLabel: Record<VmStatusFilter, string> = {
  all: "All",
  running: "Running",
  stopped: "Stopped",
  paused: "Paused",
  unknown: "Unknown",
  templates: "Templates",
};

/** React touches an input's attributes whenever it is drawn: a refresh that brings nothing new must not. */
const StillSearchField = memo(SearchField);
/** What a key in the search says nothing to. */
const StillServerFilter = memo(ServerFilter);
const StillDisplayMenu = memo(DisplayMenu);

export function VmToolbar({
  ref,
  view,
  search,
  vms,
  servers,
  counts,
  onChange,
  viewsMenu,
  children,
}: VmToolbarProps) {
  const handleText = useCallback(
    (text: string) => {
      onChange({ text });
    },
    [onChange],
  );
  const handleServers = useCallback(
    (servers: readonly string[]) => {
      onChange({ servers });
    },
    [onChange],
  );
  const { mode, sort, grouping, columns } = view;
  const display = useMemo(
    () => ({ mode, sort, grouping, columns }),
    [mode, sort, grouping, columns],
  );

  return (
    <div
      ref={ref}
      role="search"
      // Whoever comes near will want it with the first key.
      onPointerEnter={prepareSearch}
      onFocus={prepareSearch}
      className="z-20 -mx-1 flex flex-wrap items-start gap-2 bg-background px-1 py-2 md:sticky md:top-0"
    >
      <StillSearchField
        text={view.text}
        search={search}
        vms={vms}
        onChange={handleText}
      />
      <StillServerFilter
        servers={servers}
        selected={view.servers}
        onChange={handleServers}
      />
      <ModeButton mode={mode} onChange={onChange} />
      <StillDisplayMenu display={display} onChange={onChange} />
      {viewsMenu}
      <div className="flex min-w-0 basis-full items-center gap-x-4 gap-y-1 max-sm:flex-wrap">
        <div
          role="group"
          aria-label="Status"
          className="-mx-1 flex min-w-0 flex-1 [scrollbar-width:none] gap-1 overflow-x-auto [mask-image:linear-gradient(to_right,#000_calc(100%-2rem),#0000)] py-0.5 pr-8 pl-1 max-sm:basis-full"
        >
          {vmStatusFilters.map((status) => (
            <StatusTab
              key={status}
              status={status}
              count={counts[status]}
              isShown={view.status === status}
              onChange={onChange}
            />
          ))}
        </div>
        {children}
      </div>
    </div>
  );
}

interface StatusTabProps {
  status: VmStatusFilter;
  count: number;
  isShown: boolean;
  onChange: (change: Partial<VmView>) => void;
}

const StatusTab = memo(function StatusTab({
  status,
  count,
  isShown,
  onChange,
}: StatusTabProps) {
  // What nobody has needs no tab, unless it is the one that is open.
  if (count === 0 && !isShown && isRare(status)) return null;
  return (
    <Button
      variant="ghost"
      size="sm"
      aria-pressed={isShown}
      onClick={() => {
        onChange({ status });
      }}
      className={cn(
        "text-muted-foreground",
        isShown && "bg-accent text-foreground",
      )}
    >
      {statusLabel[status]}
      <span className="font-normal text-muted-foreground tabular-nums">
        {formatCount(count)}
      </span>
    </Button>
  );
});

const ModeButton = memo(function ModeButton({
  mode,
  onChange,
}: Pick<VmView, "mode"> & Pick<VmToolbarProps, "onChange">) {
  const isTable = mode === "table";
  const label = isTable ? "Show as cards" : "Show as a table";
  return (
    <Button
      variant="outline"
      size="icon"
      aria-label={label}
      title={label}
      onClick={() => {
        onChange({ mode: isTable ? "cards" : "table" });
      }}
    >
      {isTable ? (
        <LayoutGridIcon aria-hidden className="opacity-60" />
      ) : (
        <ListIcon aria-hidden className="opacity-60" />
      )}
    </Button>
  );
});

function isRare(status: VmStatusFilter): boolean {
  return status === "paused" || status === "unknown" || status === "templates";
}
