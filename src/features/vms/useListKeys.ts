import { useEffect, useRef, type KeyboardEvent, type RefObject } from "react";
import { flushSync } from "react-dom";
import {
  entryAt,
  neighbour,
  type Direction,
  type ListEntry,
  type ListLayout,
} from "./listLayout.ts";

interface ListKeysOptions {
  /** What holds the list. */
  containerRef: RefObject<HTMLElement | null>;
  layout: ListLayout;
  /** Where the keyboard enters the list. */
  entrance: number | undefined;
  setActive: (entry: ListEntry) => void;
  /** A range begins where the last one did, or at `origin`. */
  onToggle: (index: number, isRange: boolean, origin?: number) => void;
  onSelectAll: () => void;
  onClear: () => void;
  onCollapse: (groupKey: string, isCollapsed: boolean) => void;
  onHelp: () => void;
}

const directions: Partial<Record<string, Direction>> = {
  ArrowUp: "up",
  k: "up",
  ArrowDown: "down",
  j: "down",
};
const sideways: Partial<Record<string, Direction>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
};

/**
 * The keys of the list. The focus stands on an entry's link, or on a group's button, marked by `data-entry`: Enter is theirs, and the
 * Tab key goes on to the other controls of that entry alone.
 */
export function useListKeys(options: ListKeysOptions) {
  const { containerRef, layout, setActive } = options;

  function goTo(index: number) {
    const entry = entryAt(layout, index);
    const container = containerRef.current;
    if (!entry || !container) return;
    // What is far away has to be drawn before it can have the focus.
    flushSync(() => {
      setActive(entry);
    });
    const element = container.querySelector(`[data-index="${entry.index}"]`);
    element
      ?.querySelector<HTMLElement>("[data-entry]")
      ?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: "nearest" });
  }

  /** Whether the key was meant for the list. */
  function handle(event: KeyboardEvent, index: number): boolean {
    const { key, shiftKey } = event;
    if (event.ctrlKey || event.metaKey) {
      if (key.toLowerCase() !== "a" || shiftKey || event.altKey) return false;
      options.onSelectAll();
      return true;
    }
    if (event.altKey) return false;

    const entry = entryAt(layout, index);
    const direction = directions[shiftKey ? key.replace(/^[JK]$/, lower) : key];
    if (direction) {
      const next = neighbour(layout, index, direction);
      if (shiftKey) options.onToggle(next, true, index);
      goTo(next);
      return true;
    }
    const side = sideways[key];
    if (side) {
      if (entry && !entry.vm && entry.group) {
        options.onCollapse(entry.group.key, side === "left");
        return true;
      }
      if (layout.columns === 1) return false;
      goTo(neighbour(layout, index, side));
      return true;
    }
    switch (key) {
      case "Home":
        goTo(0);
        return true;
      case "End":
        goTo(layout.entryCount - 1);
        return true;
      case "PageUp":
      case "PageDown":
        goTo(pageFrom(layout, index, key === "PageDown" ? 1 : -1));
        return true;
      case "x":
        options.onToggle(index, false);
        return true;
      case "X":
        options.onToggle(index, true);
        return true;
      default:
        // Also what the whole page knows.
        return false;
    }
  }

  /** In the capture phase: a menu's button would open at an arrow. */
  function handleKeyDown(event: KeyboardEvent<HTMLElement>) {
    const { target, currentTarget, key } = event;
    // React hands on what happens in an open menu too, which is not in the list.
    if (!(target instanceof Element) || !currentTarget.contains(target)) return;
    const index = indexOf(target);
    if (index === undefined) return;
    const isLink = target.matches("a[data-entry]");
    const isHandled =
      // Everywhere else the space bar presses what has the focus.
      key === " " && isLink && !event.ctrlKey && !event.altKey
        ? (options.onToggle(index, event.shiftKey), true)
        : handle(event, index);
    if (!isHandled) return;
    event.preventDefault();
    event.stopPropagation();
  }

  usePageKeys((key) => {
    switch (key) {
      case "j":
      case "k":
        goTo(options.entrance ?? 0);
        return true;
      case "Escape":
        options.onClear();
        return true;
      case "?":
        options.onHelp();
        return true;
      default:
        return false;
    }
  });

  return handleKeyDown;
}

/** What takes keys for itself. */
const keyTakers =
  "input:not([type=checkbox]), textarea, select, [contenteditable], [role=dialog], [role=alertdialog], [role=menu], [role=listbox]";

/** Keys that are pressed anywhere on the page, the list aside, where nothing else wants them. */
function usePageKeys(handle: (key: string) => boolean) {
  const handleRef = useRef(handle);
  useEffect(() => {
    handleRef.current = handle;
  });

  useEffect(() => {
    function handleKeyDown(event: globalThis.KeyboardEvent) {
      const { target, key } = event;
      if (event.defaultPrevented) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (target instanceof Element && target.closest(keyTakers)) return;
      if (handleRef.current(key)) event.preventDefault();
    }
    document.addEventListener("keydown", handleKeyDown);
    return () => {
      document.removeEventListener("keydown", handleKeyDown);
    };
  }, []);
}

/** The entry that an element of the list stands in. */
export function indexOf(element: Element): number | undefined {
  const index = element.closest("[data-index]")?.getAttribute("data-index");
  return index == null ? undefined : Number(index);
}

function pageFrom(layout: ListLayout, index: number, sign: 1 | -1): number {
  const rows = Math.max(1, Math.floor(window.innerHeight / layout.pitch) - 4);
  const step = sign * rows * layout.columns;
  return Math.max(0, Math.min(layout.entryCount - 1, index + step));
}

function lower(letter: string): string {
  return letter.toLowerCase();
}
