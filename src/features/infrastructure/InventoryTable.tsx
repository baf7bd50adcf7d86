import type { ReactNode } from "react";
import { ArrowDownIcon, ArrowUpIcon } from "lucide-react";
import { useGridWindow } from "@/hooks/useGridWindow.ts";
import { useIsWide } from "@/hooks/useIsWide.ts";
import { cn } from "@/lib/utils.ts";
import type { SortableColumn } from "./arrangeRows.ts";

export interface Column<Row> extends SortableColumn<Row> {
  label: string;
  cell: (row: Row) => ReactNode;
  className?: string;
}

interface InventoryTableProps<Row> {
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  sorted: { column: string; descending: boolean };
  onSort: (column: string) => void;
  /** The widths of the columns on a wide screen, and how a row folds on a narrow one. */
  gridClassName: string;
}

const oneColumn = Number.MAX_SAFE_INTEGER;
const wideRow = { minColumnWidth: oneColumn, rowHeight: 48, gap: 0 };
const foldedRow = { minColumnWidth: oneColumn, rowHeight: 104, gap: 0 };

/** A table of which only the rows in sight are in the document. Roles instead of table elements: those cannot fold on a phone. */
export function InventoryTable<Row extends { key: string; isPast: boolean }>({
  label,
  rows,
  columns,
  sorted,
  onSort,
  gridClassName,
}: InventoryTableProps<Row>) {
  const shape = useIsWide() ? wideRow : foldedRow;
  const { ref, firstRow, lastRow } = useGridWindow(shape);
  // The window may stand below the end of a list that has just become shorter.
  const first = Math.max(
    0,
    Math.min(firstRow, rows.length - (lastRow - firstRow)),
  );

  return (
    <div
      role="table"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      className="overflow-clip rounded-lg border bg-card shadow-xs"
    >
      <div role="rowgroup" className="max-lg:hidden">
        <div
          role="row"
          aria-rowindex={1}
          className={cn(
            "grid h-9 items-center gap-x-4 border-b px-3.5 text-xs",
            gridClassName,
          )}
        >
          {columns.map(({ id, label: columnLabel, className }) => (
            <ColumnHeader
              key={id}
              label={columnLabel}
              direction={
                sorted.column !== id
                  ? "none"
                  : sorted.descending
                    ? "descending"
                    : "ascending"
              }
              className={className}
              onSort={() => {
                onSort(id);
              }}
            />
          ))}
        </div>
      </div>
      <div
        ref={ref}
        role="rowgroup"
        style={{
          height: rows.length * shape.rowHeight,
          paddingTop: first * shape.rowHeight,
        }}
      >
        {rows.slice(first, lastRow).map((row, index) => (
          <div
            key={row.key}
            role="row"
            aria-rowindex={first + index + 2}
            style={{ height: shape.rowHeight }}
            className={cn(
              "grid items-center gap-x-4 border-b px-3.5 max-lg:content-center max-lg:gap-y-1",
              gridClassName,
              row.isPast && "bg-muted/40 text-muted-foreground grayscale",
            )}
          >
            {columns.map(({ id, cell, className }) => (
              <div
                key={id}
                role="cell"
                className={cn("min-w-0 truncate", className)}
              >
                {cell(row)}
              </div>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

interface ColumnHeaderProps {
  label: string;
  direction: "none" | "ascending" | "descending";
  className: string | undefined;
  onSort: () => void;
}

function ColumnHeader({
  label,
  direction,
  className,
  onSort,
}: ColumnHeaderProps) {
  const Arrow = direction === "descending" ? ArrowDownIcon : ArrowUpIcon;
  return (
    <div role="columnheader" aria-sort={direction} className={className}>
      <button
        type="button"
        onClick={onSort}
        className={cn(
          "-mx-1 inline-flex h-7 items-center gap-1 rounded-sm px-1 font-medium hover:text-foreground",
          direction === "none" ? "text-muted-foreground" : "text-foreground",
        )}
      >
        {label}
        {direction !== "none" && <Arrow aria-hidden className="size-3" />}
      </button>
    </div>
  );
}
