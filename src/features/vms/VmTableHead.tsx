import type { RefObject } from "react";
import { SelectBox } from "@/components/SelectBox.tsx";
import { cn } from "@/lib/utils.ts";
import { columnLabel, isNumeric, type VmColumn } from "./vmColumns.ts";
import type { VmSort, VmSortField } from "./vmSort.ts";

interface VmTableHeadProps {
  ref: RefObject<HTMLDivElement | null>;
  columns: readonly VmColumn[];
  sort: VmSort;
  onSort: (field: VmSortField) => void;
  selected: "all" | "some" | "none";
  onToggleAll: () => void;
  minWidth: string;
}

/** The names of the columns, which stay in sight; a click sorts. */
export function VmTableHead({
  ref,
  columns,
  sort,
  onSort,
  selected,
  onToggleAll,
  minWidth,
}: VmTableHeadProps) {
  return (
    <div
      ref={ref}
      role="rowgroup"
      className="sticky top-(--list-top) z-10 overflow-hidden border-b bg-background"
    >
      <div
        role="row"
        aria-rowindex={1}
        className="grid h-9 grid-cols-(--columns) items-stretch text-xs font-medium text-muted-foreground pointer-coarse:h-11"
        style={{ minWidth }}
      >
        <div
          role="columnheader"
          className="sticky left-0 z-1 flex items-center bg-background pl-2.5"
        >
          <SelectBox
            label="Select all guests shown"
            state={selected}
            isTabbable
            index={-1}
            onToggle={onToggleAll}
          />
        </div>
        <ColumnHead
          field="name"
          label="Name"
          sort={sort}
          onSort={onSort}
          className="sticky left-9 z-1 bg-background"
        />
        {columns.map((column) => (
          <ColumnHead
            key={column}
            field={column}
            label={columnLabel[column]}
            sort={sort}
            onSort={onSort}
            className={isNumeric(column) ? "justify-end" : undefined}
          />
        ))}
        <div
          role="columnheader"
          className="sticky right-0 z-1 bg-background bg-clip-content pointer-fine:pl-14"
        >
          <span className="sr-only">Actions</span>
        </div>
      </div>
    </div>
  );
}

interface ColumnHeadProps {
  field: VmSortField;
  label: string;
  sort: VmSort;
  onSort: (field: VmSortField) => void;
  className: string | undefined;
}

function ColumnHead({
  field,
  label,
  sort,
  onSort,
  className,
}: ColumnHeadProps) {
  const isSorted = sort.field === field;
  return (
    <div
      role="columnheader"
      aria-sort={
        isSorted ? (sort.descending ? "descending" : "ascending") : "none"
      }
      className={cn("flex", className)}
    >
      <button
        type="button"
        onClick={() => {
          onSort(field);
        }}
        className={cn(
          "flex items-center gap-1 px-2 -outline-offset-2 hover:text-foreground",
          isSorted && "text-foreground",
        )}
      >
        {label}
        {isSorted && <span aria-hidden>{sort.descending ? "↓" : "↑"}</span>}
      </button>
    </div>
  );
}
