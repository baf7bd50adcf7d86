import { useRef, useState, type FocusEvent, type KeyboardEvent } from "react";
import { flushSync } from "react-dom";

interface RowKeysOptions {
  rowCount: number;
  /** A range begins where the last one did, or at `origin`. */
  onToggle: (index: number, isRange: boolean, origin?: number) => void;
  onTickAll: () => void;
}

/**
 * The keys of a list of boxes, of which only those in sight are in the document: arrows go from row to row, with Shift they tick on the
 * way. The Tab key enters at one row alone.
 */
export function useRowKeys({ rowCount, onToggle, onTickAll }: RowKeysOptions) {
  const listRef = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<number>();

  function goTo(index: number) {
    // What is far away has to be drawn before it can have the focus.
    flushSync(() => {
      setActive(index);
    });
    const row = listRef.current?.querySelector(`[data-index="${index}"]`);
    row?.querySelector("input")?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
  }

  function targetOf(key: string, index: number): number | undefined {
    const step = { ArrowUp: -1, ArrowDown: 1 }[key];
    if (step) return Math.max(0, Math.min(rowCount - 1, index + step));
    return { Home: 0, End: rowCount - 1 }[key];
  }

  function handleKeyDown(event: KeyboardEvent<HTMLElement>) {
    const index = indexOf(event.target);
    if (index === undefined || event.altKey) return;
    const { key, ctrlKey, metaKey, shiftKey } = event;
    if (ctrlKey || metaKey) {
      if (key.toLowerCase() !== "a") return;
      event.preventDefault();
      onTickAll();
      return;
    }
    const target = targetOf(key, index);
    if (target === undefined) return;
    event.preventDefault();
    if (shiftKey) onToggle(target, true, index);
    goTo(target);
  }

  return {
    listRef,
    /** May be beyond the end of a list that has become shorter. */
    active,
    listProps: {
      onKeyDown: handleKeyDown,
      // The keyboard goes on from where somebody has clicked.
      onFocus: ({ target }: FocusEvent<HTMLElement>) => {
        const index = indexOf(target);
        if (index !== undefined) setActive(index);
      },
      // Whoever comes back finds what is in sight: the list may be another one by then.
      onBlur: ({ currentTarget, relatedTarget }: FocusEvent<HTMLElement>) => {
        if (!currentTarget.contains(relatedTarget)) setActive(undefined);
      },
    },
  };
}

function indexOf(target: EventTarget): number | undefined {
  const row = target instanceof Element ? target.closest("[data-index]") : null;
  const index = row?.getAttribute("data-index");
  return index == null ? undefined : Number(index);
}
