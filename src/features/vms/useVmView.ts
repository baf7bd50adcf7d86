import { useCallback, useEffect, useState } from "react";
import { useLocation } from "react-router-dom";
import {
  deviceDefaults,
  rememberColumns,
  rememberMode,
  usualMode,
} from "./deviceView.ts";
import { readView, writeView, type VmView } from "./vmView.ts";

/** Browsers allow about a hundred changes of the address in 30 s: less than a fast typist makes. */
const pauseMs = 300;

/**
 * The view in the address. A change counts at once, and the address follows when the changes pause; not by way of the router, which
 * would draw the whole page anew for each key.
 */
export function useVmView() {
  const { key, search } = useLocation();
  const [shown, setShown] = useState(() => ({ key, view: viewOf(search) }));

  // Going back, or a link to this very page, brings another address.
  if (shown.key !== key) setShown({ key, view: viewOf(search) });

  const { view } = shown;
  useEffect(() => {
    const timer = setTimeout(() => {
      const query = writeView(view, usualMode()).toString();
      const { pathname } = window.location;
      window.history.replaceState(
        window.history.state,
        "",
        query ? `${pathname}?${query}` : pathname,
      );
    }, pauseMs);
    return () => {
      clearTimeout(timer);
    };
  }, [view]);

  const changeView = useCallback((change: Partial<VmView>) => {
    // A link to another view changes nothing of what was chosen on this device.
    if (change.mode) rememberMode(change.mode);
    if (change.columns) rememberColumns(change.columns);
    setShown((before) => ({ ...before, view: { ...before.view, ...change } }));
  }, []);

  return { view, changeView };
}

/** What the list shows at an address. */
export function viewOf(search: string): VmView {
  return readView(new URLSearchParams(search), deviceDefaults());
}
