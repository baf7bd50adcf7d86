import { SelectBox } from "@/components/SelectBox.tsx";
import { useGridWindow } from "@/hooks/useGridWindow.ts";
import { useIsWide } from "@/hooks/useIsWide.ts";
import type { Vm } from "@/lib/types.ts";
import { AssignmentListRow, rowGrid } from "./AssignmentListRow.tsx";
import type { AssignmentRow, Listing } from "./assignmentRows.ts";
import { useRowKeys } from "./useRowKeys.ts";

interface AssignmentListProps {
  rows: readonly AssignmentRow[];
  ticked: ReadonlySet<number>;
  listing: Listing;
  onToggle: (index: number, isRange: boolean, origin?: number) => void;
  onTick: (rows: readonly AssignmentRow[], isTicked: boolean) => void;
  onAskAudience: (vm: Vm) => void;
}

const oneColumn = Number.MAX_SAFE_INTEGER;
const wideRow = { minColumnWidth: oneColumn, rowHeight: 52, gap: 0 };
const foldedRow = { minColumnWidth: oneColumn, rowHeight: 84, gap: 0 };

/** Guests with what one person may do with them. Only those in sight are in the document. */
export function AssignmentList({
  rows,
  ticked,
  listing,
  onToggle,
  onTick,
  onAskAudience,
}: AssignmentListProps) {
  const shape = useIsWide() ? wideRow : foldedRow;
  const { rowHeight } = shape;
  const { ref, firstRow, lastRow } = useGridWindow(shape);
  const { listRef, active, listProps } = useRowKeys({
    rowCount: rows.length,
    onToggle,
    onTickAll: () => {
      onTick(rows, true);
    },
  });
  // The window may stand below the end of a list that has just become shorter.
  const first = Math.max(
    0,
    Math.min(firstRow, rows.length - (lastRow - firstRow)),
  );
  const entrance = Math.min(active ?? first, rows.length - 1);
  const drawn = rows
    .slice(first, lastRow)
    .map((row, offset) => [first + offset, row] as const);
  const entranceRow = rows[entrance];
  // The row that has the focus stays, wherever the list has been scrolled to.
  if (entranceRow && (entrance < first || entrance >= lastRow))
    drawn.push([entrance, entranceRow]);

  return (
    <div
      ref={listRef}
      role="table"
      aria-label="Guests"
      aria-rowcount={rows.length + 1}
      className="overflow-clip rounded-lg border bg-card shadow-xs"
      {...listProps}
    >
      <div role="rowgroup">
        <Head rows={rows} ticked={ticked} onTick={onTick} />
      </div>
      <div
        ref={ref}
        role="rowgroup"
        className="relative"
        style={{ height: rows.length * rowHeight }}
      >
        {drawn.map(([index, row]) => (
          <AssignmentListRow
            key={row.vmid}
            row={row}
            index={index}
            top={index * rowHeight}
            height={rowHeight}
            isTicked={ticked.has(row.vmid)}
            listing={listing}
            isTabbable={index === entrance}
            onToggle={onToggle}
            onAskAudience={onAskAudience}
          />
        ))}
      </div>
    </div>
  );
}

function Head({
  rows,
  ticked,
  onTick,
}: Pick<AssignmentListProps, "rows" | "ticked" | "onTick">) {
  const state = tickedAmong(rows, ticked);
  return (
    <div
      role="row"
      aria-rowindex={1}
      className={`${rowGrid} h-9 border-b text-xs font-medium text-muted-foreground`}
    >
      <div role="columnheader" className="flex">
        <SelectBox
          label="Select all guests shown"
          state={state}
          isTabbable
          index={-1}
          onToggle={() => {
            onTick(rows, state !== "all");
          }}
        />
      </div>
      <div role="columnheader">Guest</div>
      <div role="columnheader" className="max-lg:hidden">
        Pool and tags
      </div>
      <div role="columnheader" className="max-lg:hidden">
        Seen
      </div>
      <div role="columnheader" className="max-lg:hidden">
        May
      </div>
      <div role="columnheader">
        <span className="sr-only">Who sees it</span>
      </div>
    </div>
  );
}

function tickedAmong(
  rows: readonly AssignmentRow[],
  ticked: ReadonlySet<number>,
): "all" | "some" | "none" {
  if (ticked.size === 0) return "none";
  const count = rows.filter(({ vmid }) => ticked.has(vmid)).length;
  if (count === 0) return "none";
  return count === rows.length ? "all" : "some";
}
