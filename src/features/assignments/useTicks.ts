import { useCallback, useMemo, useRef, useState } from "react";
import { useLatest } from "@/hooks/useLatest.ts";
import type { AssignmentRow } from "./assignmentRows.ts";

const none: ReadonlySet<number> = new Set();

/** Which guests are ticked, over searches and refreshes. */
export function useTicks(
  rows: readonly AssignmentRow[],
  shown: readonly AssignmentRow[],
) {
  const [vmids, setVmids] = useState(none);
  const anchor = useRef<number>(undefined);

  const ticked = useMemo(
    () => (vmids.size === 0 ? [] : rows.filter(({ vmid }) => vmids.has(vmid))),
    [rows, vmids],
  );

  const tick = useCallback(
    (changed: readonly AssignmentRow[], isTicked: boolean) => {
      setVmids((before) => {
        const next = new Set(before);
        for (const { vmid } of changed) {
          if (isTicked) next.add(vmid);
          else next.delete(vmid);
        }
        return next;
      });
    },
    [],
  );

  /** One row, or all from the one that was ticked last, or else from `origin`. */
  const toggle = useLatest(
    (index: number, isRange: boolean, origin?: number) => {
      const row = shown[index];
      if (!row) return;
      const last = shown.findIndex(({ vmid }) => vmid === anchor.current);
      const from = last === -1 ? origin : last;
      if (isRange && from !== undefined) {
        const first = Math.min(from, index);
        tick(shown.slice(first, Math.max(from, index) + 1), true);
      } else {
        tick([row], !vmids.has(row.vmid));
      }
      anchor.current = row.vmid;
    },
  );

  return {
    /** Also those that the search does not show. */
    ticked,
    vmids,
    tick,
    toggle,
    tickOnly: (only: readonly number[]) => {
      setVmids(new Set(only));
    },
  };
}
