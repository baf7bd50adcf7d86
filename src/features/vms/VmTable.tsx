import { memo, useRef } from "react";
import { useLatest } from "@/hooks/useLatest.ts";
import { nodeKey, serverKey, vmKey } from "@/lib/vmKey.ts";
import { isCoarse, rem } from "./device.ts";
import { GroupHeading } from "./GroupHeading.tsx";
import type { ListShape } from "./useListEntries.ts";
import { useVmList } from "./useVmList.ts";
import { tableShape, type VmColumn } from "./vmColumns.ts";
import type { VmListProps } from "./vmListProps.ts";
import { selectionOf } from "./vmSelection.ts";
import type { VmSort, VmSortField } from "./vmSort.ts";
import { VmRow } from "./VmRow.tsx";
import { VmTableHead } from "./VmTableHead.tsx";

interface VmTableProps extends VmListProps {
  columns: readonly VmColumn[];
  sort: VmSort;
  onSort: (field: VmSortField) => void;
}

const rowHeight = (isCoarse ? 2.75 : 2.25) * rem;
const shape: ListShape = {
  minColumnWidth: Infinity,
  rowHeight,
  gap: 0,
  headingHeight: rowHeight,
};
const actionsRem = isCoarse ? 3.25 : 6.5;

/** Guests in rows. Only those in sight are in the document. */
export const VmTable = memo(function VmTable(props: VmTableProps) {
  const { vms, columns, selection, stale, offlineNodes, pendingActions } =
    props;
  const { windowRef, layout, entries, entrance, toggle, containerProps } =
    useVmList(props, shape);
  const headRef = useRef<HTMLDivElement>(null);
  const { template, minWidth } = tableShape(columns, actionsRem);
  const handleAll = useLatest(() => {
    props.onSelect(vms, selectionOf(selection, vms) !== "all");
  });

  return (
    <div
      {...containerProps}
      role="grid"
      aria-label="Guests"
      aria-multiselectable
      // The row of the columns' names is one of them.
      aria-rowcount={layout.entryCount + 1}
      aria-colcount={columns.length + 3}
      style={
        {
          "--columns": template,
          "--row-height": `${rowHeight}px`,
        } as React.CSSProperties
      }
    >
      <VmTableHead
        ref={headRef}
        columns={columns}
        sort={props.sort}
        onSort={props.onSort}
        selected={selectionOf(selection, vms)}
        onToggleAll={handleAll}
        minWidth={minWidth}
      />
      <div
        role="rowgroup"
        className="overflow-x-auto overflow-y-hidden"
        // The head stands outside of what moves sideways: it could not stick to the window's edge in there.
        onScroll={({ currentTarget }) => {
          if (headRef.current) {
            headRef.current.scrollLeft = currentTarget.scrollLeft;
          }
        }}
      >
        <div
          ref={windowRef}
          role="presentation"
          className="relative"
          style={{ height: layout.height, minWidth }}
        >
          {entries.map((entry) =>
            entry.vm ? (
              <VmRow
                key={entry.key}
                vm={entry.vm}
                index={entry.index}
                top={entry.top}
                columns={columns}
                isStale={stale.has(serverKey(entry.vm.serverId))}
                isNodeOffline={offlineNodes.has(nodeKey(entry.vm))}
                pendingAction={pendingActions.get(vmKey(entry.vm))}
                isSelected={selection.has(vmKey(entry.vm))}
                isTabbable={entry.index === entrance}
                onToggle={toggle}
                onAction={props.onAction}
              />
            ) : (
              entry.group && (
                <div
                  key={entry.key}
                  role="row"
                  aria-rowindex={entry.index + 2}
                  data-index={entry.index}
                  style={{ top: entry.top }}
                  className="focus-row absolute inset-x-0 h-(--row-height) scroll-mt-(--list-head) scroll-mb-24 border-b bg-muted"
                >
                  <div
                    role="gridcell"
                    aria-colspan={columns.length + 3}
                    className="sticky left-0 flex h-full w-fit max-w-full items-center gap-2 pl-2.5"
                  >
                    <GroupHeading
                      group={entry.group}
                      isCollapsed={entry.isCollapsed}
                      selection={selection}
                      isTabbable={entry.index === entrance}
                      index={entry.index}
                      onCollapse={props.onCollapse}
                      onToggle={toggle}
                    />
                  </div>
                </div>
              )
            ),
          )}
        </div>
      </div>
    </div>
  );
});
