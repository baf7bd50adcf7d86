import type { KeyboardEvent } from "react";
import type { Vm, VmAction } from "@/lib/types.ts";
import { nodeKey, serverKey, vmKey } from "@/lib/vmKey.ts";
import { useGridWindow } from "@/hooks/useGridWindow.ts";
import { VmCard } from "./VmCard.tsx";

interface VmGridProps {
  vms: readonly Vm[];
  /** Keys of the servers that do not answer. */
  staleServers: ReadonlySet<string>;
  /** Keys of the nodes that their cluster cannot reach. */
  offlineNodes: ReadonlySet<string>;
  pendingActions: ReadonlyMap<string, VmAction>;
  onAction: (vm: Vm, action: VmAction) => void;
}

/** Fingers need taller buttons, and so taller cards (index.css). */
const isCoarse = window.matchMedia("(pointer: coarse)").matches;
/** Who has asked the browser for larger letters gets larger cards. */
const rem =
  Number.parseFloat(
    window.getComputedStyle(document.documentElement).fontSize,
  ) || 16;
const shape = {
  minColumnWidth: 17.5 * rem,
  rowHeight: (isCoarse ? 9.5 : 8.5) * rem,
  gap: 12,
};

/** Cards of guests. Only the rows in sight are in the document. */
export function VmGrid({
  vms,
  staleServers,
  offlineNodes,
  pendingActions,
  onAction,
}: VmGridProps) {
  const { ref, columns, firstRow, lastRow } = useGridWindow(shape);
  const rows = Math.ceil(vms.length / columns);
  // The window may stand below the end of a list that has just become shorter.
  const first = Math.max(0, Math.min(firstRow, rows - (lastRow - firstRow)));
  const start = first * columns;
  const pitch = shape.rowHeight + shape.gap;

  return (
    <ul
      ref={ref}
      aria-label="Guests"
      onKeyDownCapture={(event) => {
        moveFocus(event, columns);
      }}
      className="grid content-start"
      style={{
        gap: shape.gap,
        gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
        gridAutoRows: shape.rowHeight,
        height: rows * pitch - shape.gap,
        paddingTop: first * pitch,
      }}
    >
      {vms.slice(start, lastRow * columns).map((vm, index) => {
        const key = vmKey(vm);
        return (
          <VmCard
            key={key}
            vm={vm}
            isStale={staleServers.has(serverKey(vm.serverId))}
            isNodeOffline={offlineNodes.has(nodeKey(vm))}
            pendingAction={pendingActions.get(key)}
            position={start + index + 1}
            setSize={vms.length}
            onAction={onAction}
          />
        );
      })}
    </ul>
  );
}

/** Arrow keys go from card to card. In the capture phase: the menu's button would open at an arrow. */
function moveFocus(event: KeyboardEvent<HTMLElement>, columns: number) {
  const steps: Partial<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
  };
  const step = steps[event.key];
  const grid = event.currentTarget;
  const card = event.target instanceof Element && event.target.closest("li");
  // React hands on what happens in an open menu too, which is not in the grid.
  if (step === undefined || !card || !grid.contains(card)) return;

  event.preventDefault();
  event.stopPropagation();
  const cards = [...grid.children];
  const next = cards[cards.indexOf(card) + step];
  [...(next?.querySelectorAll("button") ?? [])].at(-1)?.focus();
}
