import { useId, type ReactNode } from "react";
import { ArrowDownIcon, ArrowUpIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import {
  NativeSelect,
  NativeSelectOption,
} from "@/components/ui/native-select.tsx";
import {
  Popover,
  PopoverContent,
  PopoverTrigger,
} from "@/components/ui/popover.tsx";
import { cn } from "@/lib/utils.ts";
import {
  columnLabel,
  usualColumns,
  vmColumns,
  type VmColumn,
} from "./vmColumns.ts";
import { groupingLabel, vmGroupings } from "./vmGroups.ts";
import { naturalDirection, vmSortFields } from "./vmSort.ts";
import {
  vmModes,
  writeColumns,
  type ListDisplay,
  type VmMode,
  type VmView,
} from "./vmView.ts";

interface DisplayPopoverProps {
  display: ListDisplay;
  onChange: (change: Partial<VmView>) => void;
  /** The button that opens it. */
  children: ReactNode;
}

const modeLabel: Record<VmMode, string> = { table: "Table", cards: "Cards" };

export default function DisplayPopover({
  display: { mode, grouping, sort, columns },
  onChange,
  children,
}: DisplayPopoverProps) {
  return (
    // It is drawn first in answer to a click on its button.
    <Popover defaultOpen>
      <PopoverTrigger asChild>{children}</PopoverTrigger>
      <PopoverContent
        align="end"
        aria-label="Display"
        className="max-h-(--radix-popover-content-available-height) space-y-3 overflow-y-auto p-3"
      >
        <div
          role="group"
          aria-label="Show as"
          className="grid grid-cols-2 gap-1 rounded-md bg-muted p-1"
        >
          {vmModes.map((name) => (
            <Button
              key={name}
              variant="ghost"
              size="sm"
              aria-pressed={mode === name}
              onClick={() => {
                onChange({ mode: name });
              }}
              className={cn(mode === name && "bg-background shadow-xs")}
            >
              {modeLabel[name]}
            </Button>
          ))}
        </div>
        <Choice label="Group by">
          {(id) => (
            <NativeSelect
              id={id}
              size="sm"
              value={grouping ?? ""}
              onChange={({ target }) => {
                onChange({
                  grouping: vmGroupings.find((name) => name === target.value),
                });
              }}
            >
              <NativeSelectOption value="">Nothing</NativeSelectOption>
              {vmGroupings.map((name) => (
                <NativeSelectOption key={name} value={name}>
                  {groupingLabel[name]}
                </NativeSelectOption>
              ))}
            </NativeSelect>
          )}
        </Choice>
        <Choice label="Sort by">
          {(id) => (
            <span className="flex items-center gap-1">
              <NativeSelect
                id={id}
                size="sm"
                value={sort.field}
                onChange={({ target }) => {
                  const field = vmSortFields.find(
                    (name) => name === target.value,
                  );
                  if (field) onChange({ sort: naturalDirection(field) });
                }}
              >
                {vmSortFields.map((name) => (
                  <NativeSelectOption key={name} value={name}>
                    {name === "name" ? "Name" : columnLabel[name]}
                  </NativeSelectOption>
                ))}
              </NativeSelect>
              <Button
                variant="ghost"
                size="icon-sm"
                aria-label={
                  sort.descending ? "Sort ascending" : "Sort descending"
                }
                title={sort.descending ? "Descending" : "Ascending"}
                onClick={() => {
                  onChange({ sort: { ...sort, descending: !sort.descending } });
                }}
              >
                {sort.descending ? <ArrowDownIcon /> : <ArrowUpIcon />}
              </Button>
            </span>
          )}
        </Choice>
        {mode === "table" && <Columns columns={columns} onChange={onChange} />}
      </PopoverContent>
    </Popover>
  );
}

function Columns({
  columns,
  onChange,
}: {
  columns: readonly VmColumn[];
  onChange: DisplayPopoverProps["onChange"];
}) {
  const isUsual = writeColumns(columns) === writeColumns(usualColumns);
  return (
    <fieldset className="border-t pt-3">
      <legend className="float-left mb-1 text-muted-foreground">Columns</legend>
      {!isUsual && (
        <Button
          variant="link"
          size="sm"
          className="float-right h-6 px-0"
          onClick={() => {
            onChange({ columns: usualColumns });
          }}
        >
          As usual
        </Button>
      )}
      <div className="clear-both grid grid-cols-2">
        {vmColumns.map((column) => (
          <label
            key={column}
            className="flex min-h-8 items-center gap-2 pointer-coarse:min-h-11"
          >
            <input
              type="checkbox"
              checked={columns.includes(column)}
              onChange={({ target }) => {
                onChange({
                  columns: vmColumns.filter((name) =>
                    name === column ? target.checked : columns.includes(name),
                  ),
                });
              }}
              className="size-4 accent-primary"
            />
            {columnLabel[column]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Choice({
  label,
  children,
}: {
  label: string;
  children: (id: string) => ReactNode;
}) {
  const id = useId();
  return (
    <div className="flex items-center justify-between gap-2">
      <label htmlFor={id} className="text-muted-foreground">
        {label}
      </label>
      {children(id)}
    </div>
  );
}
