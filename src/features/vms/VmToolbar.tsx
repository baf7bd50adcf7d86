import { useEffect, useRef } from "react";
import { ArrowDownIcon, ArrowUpIcon, SearchIcon, XIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { Input } from "@/components/ui/input.tsx";
import {
  NativeSelect,
  NativeSelectOption,
} from "@/components/ui/native-select.tsx";
import type { FleetServer } from "@/lib/fleet.ts";
import { cn } from "@/lib/utils.ts";
import { ServerFilter } from "./ServerFilter.tsx";
import { vmStatusFilters, type VmStatusFilter } from "./vmFilter.ts";
import { naturalDirection, vmSortFields, vmSortLabel } from "./vmSort.ts";
import type { VmView } from "./vmView.ts";

interface VmToolbarProps {
  view: VmView;
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

export function VmToolbar({ view, servers, counts, onChange }: VmToolbarProps) {
  const { field, descending } = view.sort;

  return (
    <div
      role="search"
      className="z-20 -mx-1 mb-3 flex flex-wrap items-center gap-2 bg-background px-1 py-2 md:sticky md:top-0"
    >
      <SearchField
        text={view.text}
        onChange={(text) => {
          onChange({ text });
        }}
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
        className="-mx-1 flex basis-full [scrollbar-width:none] gap-1 overflow-x-auto mask-r-from-[calc(100%-2rem)] py-0.5 pr-8 pl-1"
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

interface SearchFieldProps {
  text: string;
  onChange: (text: string) => void;
}

/** "/" goes there from anywhere on the page; Escape empties it. */
function SearchField({ text, onChange }: SearchFieldProps) {
  const inputRef = useRef<HTMLInputElement>(null);

  useEffect(() => {
    function handleKeyDown(event: KeyboardEvent) {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) {
        return;
      }
      // Somebody who types a "/" somewhere else means it; and an open dialog or menu keeps its keys.
      const isElsewhere =
        event.target instanceof Element &&
        event.target.closest(
          "input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog], [role=menu]",
        );
      if (isElsewhere) return;
      event.preventDefault();
      inputRef.current?.focus();
      inputRef.current?.select();
    }
    document.addEventListener("keydown", handleKeyDown);
    return () => {
      document.removeEventListener("keydown", handleKeyDown);
    };
  }, []);

  return (
    <div className="relative min-w-48 flex-1 basis-64 max-sm:basis-full">
      <SearchIcon
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-muted-foreground"
      />
      <Input
        ref={inputRef}
        aria-label="Search guests"
        aria-keyshortcuts="/"
        placeholder="Name, VMID, tag, node, server"
        autoComplete="off"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        enterKeyHint="search"
        value={text}
        onChange={({ target }) => {
          onChange(target.value);
        }}
        onKeyDown={({ key }) => {
          if (key === "Escape") onChange("");
        }}
        className="pr-10 pl-8"
      />
      {text ? (
        <button
          type="button"
          aria-label="Clear the search"
          onClick={() => {
            onChange("");
            inputRef.current?.focus();
          }}
          className="absolute inset-y-0 right-0 flex w-9 items-center justify-center rounded-r-md text-muted-foreground hover:text-foreground"
        >
          <XIcon aria-hidden className="size-4" />
        </button>
      ) : (
        <kbd
          aria-hidden
          className="pointer-events-none absolute top-1/2 right-2.5 hidden -translate-y-1/2 rounded-sm border px-1.5 font-mono text-xs text-muted-foreground pointer-fine:block"
        >
          /
        </kbd>
      )}
    </div>
  );
}
