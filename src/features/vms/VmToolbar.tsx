import { memo, useCallback } from "react";
import { ArrowDownIcon, ArrowUpIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import {
  NativeSelect,
  NativeSelectOption,
} from "@/components/ui/native-select.tsx";
import type { FleetServer } from "@/lib/fleet.ts";
import type { Vm } from "@/lib/types.ts";
import { cn } from "@/lib/utils.ts";
import type { Search } from "./search/readSearch.ts";
import { SearchField } from "./search/SearchField.tsx";
import { ServerFilter } from "./ServerFilter.tsx";
import { vmStatusFilters, type VmStatusFilter } from "./vmFilter.ts";
import { naturalDirection, vmSortFields, vmSortLabel } from "./vmSort.ts";
import type { VmView } from "./vmView.ts";

interface VmToolbarProps {
  view: VmView;
  search: Search;
  /** The whole fleet's, whatever is shown of them. */
  vms: readonly Vm[];
  servers: readonly FleetServer[];
  /** How many guests lie under each tab, with the text and the servers as they are. */
  counts: Record<VmStatusFilter, number>;
  onChange: (change: Partial<VmView>) => void;
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

export function VmToolbar({
  view,
  search,
  vms,
  servers,
  counts,
  onChange,
}: VmToolbarProps) {
  const { field, descending } = view.sort;
  const handleText = useCallback(
    (text: string) => {
      onChange({ text });
    },
    [onChange],
  );

  return (
    <div
      role="search"
      className="z-20 -mx-1 mb-3 flex flex-wrap items-start gap-2 bg-background px-1 py-2 md:sticky md:top-0"
    >
      <StillSearchField
        text={view.text}
        search={search}
        vms={vms}
        onChange={handleText}
      />
      <ServerFilter
        servers={servers}
        selected={view.servers}
        onChange={(selected) => {
          onChange({ servers: selected });
        }}
      />
      <div className="flex items-center gap-1 max-sm:min-w-0 max-sm:flex-[3_1_0%] max-sm:[&>[data-slot=native-select-wrapper]]:flex-1">
        <NativeSelect
          aria-label="Sort by"
          value={field}
          onChange={({ target }) => {
            const chosen = vmSortFields.find((name) => name === target.value);
            if (chosen) onChange({ sort: naturalDirection(chosen) });
          }}
        >
          {vmSortFields.map((name) => (
            <NativeSelectOption key={name} value={name}>
              {vmSortLabel[name]}
            </NativeSelectOption>
          ))}
        </NativeSelect>
        <Button
          variant="ghost"
          size="icon"
          aria-label={descending ? "Sort ascending" : "Sort descending"}
          title={descending ? "Descending" : "Ascending"}
          onClick={() => {
            onChange({ sort: { field, descending: !descending } });
          }}
        >
          {descending ? <ArrowDownIcon /> : <ArrowUpIcon />}
        </Button>
      </div>
      <div
        role="group"
        aria-label="Status"
        className="-mx-1 flex basis-full [scrollbar-width:none] gap-1 overflow-x-auto [mask-image:linear-gradient(to_right,#000_calc(100%-2rem),#0000)] py-0.5 pr-8 pl-1"
      >
        {vmStatusFilters.map((status) => {
          const isShown = view.status === status;
          // What nobody has needs no tab, unless it is the one that is open.
          if (counts[status] === 0 && !isShown && isRare(status)) return null;
          return (
            <Button
              key={status}
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
                {counts[status].toLocaleString("en")}
              </span>
            </Button>
          );
        })}
      </div>
    </div>
  );
}

function isRare(status: VmStatusFilter): boolean {
  return status === "paused" || status === "unknown" || status === "templates";
}
