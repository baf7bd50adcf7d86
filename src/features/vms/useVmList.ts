import { useRef, type FocusEvent } from "react";
import { entryAt } from "./listLayout.ts";
import { useEntryToggle } from "./useEntryToggle.ts";
import { useListEntries, type ListShape } from "./useListEntries.ts";
import { indexOf, useListKeys } from "./useListKeys.ts";
import type { VmListProps } from "./vmListProps.ts";

/** What the table and the cards have in common: what is drawn, what is selected, and what the keys do. */
export function useVmList(props: VmListProps, shape: ListShape) {
  const { vms, groups, collapsed, selection, onSelect, onCollapse } = props;
  const containerRef = useRef<HTMLDivElement>(null);
  const { ref, layout, entries, entrance, setActive } = useListEntries({
    vms,
    groups,
    collapsed,
    shape,
  });
  const toggle = useEntryToggle({ layout, selection, onSelect });
  const handleKeyDown = useListKeys({
    containerRef,
    layout,
    entrance,
    setActive,
    onToggle: toggle,
    onSelectAll: () => {
      onSelect(vms, true);
    },
    onClear: props.onClearSelection,
    onCollapse,
    onHelp: props.onHelp,
  });

  return {
    /** For what has the scrolled entries in it. */
    windowRef: ref,
    layout,
    entries,
    entrance,
    toggle,
    containerProps: {
      ref: containerRef,
      onKeyDownCapture: handleKeyDown,
      // The keyboard goes on from where somebody has clicked.
      onFocusCapture: ({ target }: FocusEvent<HTMLElement>) => {
        const index = indexOf(target);
        const entry = index === undefined ? undefined : entryAt(layout, index);
        if (entry) setActive(entry);
      },
    },
  };
}
