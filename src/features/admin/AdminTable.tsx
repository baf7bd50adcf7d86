import type { ReactNode } from "react";
import { cn } from "@/lib/utils.ts";

export interface Column<Row> {
  id: string;
  label: string;
  /** Its cell says itself what it is: on a phone no label stands above it. */
  isPlain?: boolean;
  /** The heading is only for who does not see the column. */
  isUnnamed?: boolean;
  cell: (row: Row) => ReactNode;
  className?: string;
}

interface AdminTableProps<Row> {
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  /** The widths of the columns on a wide screen. */
  gridClassName: string;
  /** What is shown is of a question before the present one. */
  isOld: boolean;
}

/** A page of a long list. Roles instead of table elements: those cannot fold on a phone. */
export function AdminTable<Row extends { id: string }>({
  label,
  rows,
  columns,
  gridClassName,
  isOld,
}: AdminTableProps<Row>) {
  return (
    <div
      role="table"
      aria-label={label}
      aria-busy={isOld}
      className={cn(
        "overflow-clip rounded-lg border bg-card shadow-xs transition-opacity",
        isOld && "opacity-60",
      )}
    >
      <div role="rowgroup" className="max-lg:hidden">
        <div
          role="row"
          className={cn(
            "grid h-9 items-center gap-x-4 border-b px-3.5 text-xs font-medium text-muted-foreground",
            gridClassName,
          )}
        >
          {columns.map((column) => (
            <div key={column.id} role="columnheader">
              <span className={cn(column.isUnnamed && "sr-only")}>
                {column.label}
              </span>
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="divide-y">
        {rows.map((row) => (
          <div
            key={row.id}
            role="row"
            className={cn(
              "grid gap-x-4 gap-y-2.5 px-3.5 py-2.5 max-lg:grid-cols-2 max-lg:py-3.5 lg:items-center",
              gridClassName,
            )}
          >
            {columns.map((column) => (
              <div
                key={column.id}
                role="cell"
                className={cn("min-w-0", column.className)}
              >
                {!column.isPlain && (
                  <div className="text-xs text-muted-foreground lg:hidden">
                    {column.label}
                  </div>
                )}
                {column.cell(row)}
              </div>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
