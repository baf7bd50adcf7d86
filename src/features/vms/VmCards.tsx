import { memo } from "react";
import { nodeKey, serverKey, vmKey } from "@/lib/vmKey.ts";
import { GroupHeading } from "./GroupHeading.tsx";
import { isCoarse, rem } from "./device.ts";
import type { ListShape } from "./useListEntries.ts";
import { useVmList } from "./useVmList.ts";
import { VmCard } from "./VmCard.tsx";
import type { VmListProps } from "./vmListProps.ts";

const shape: ListShape = {
  minColumnWidth: 17.5 * rem,
  rowHeight: (isCoarse ? 9.5 : 8.5) * rem,
  gap: 12,
  headingHeight: (isCoarse ? 2.75 : 2) * rem,
};

/** Cards of guests. Only the rows in sight are in the document. */
export const VmCards = memo(function VmCards(props: VmListProps) {
  const { selection, stale, offlineNodes, pendingActions } = props;
  const { windowRef, layout, entries, entrance, toggle, containerProps } =
    useVmList(props, shape);

  return (
    <div
      {...containerProps}
      data-selecting={selection.size > 0 ? "" : undefined}
    >
      <ul
        ref={windowRef}
        aria-label="Guests"
        className="relative"
        style={
          {
            height: layout.height,
            "--columns": layout.columns,
            "--gap": `${shape.gap}px`,
            "--row-height": `${shape.rowHeight}px`,
          } as React.CSSProperties
        }
      >
        {entries.map((entry) =>
          entry.vm ? (
            <VmCard
              key={entry.key}
              vm={entry.vm}
              index={entry.index}
              top={entry.top}
              column={entry.column}
              setSize={layout.entryCount}
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
              <li
                key={entry.key}
                aria-posinset={entry.index + 1}
                aria-setsize={layout.entryCount}
                data-index={entry.index}
                style={{ top: entry.top, height: shape.headingHeight }}
                className="focus-row absolute inset-x-0 flex scroll-mt-(--list-head) scroll-mb-24 items-center gap-2 rounded-md px-1"
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
              </li>
            )
          ),
        )}
      </ul>
    </div>
  );
});
