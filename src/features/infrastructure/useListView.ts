import { useEffect, useState } from "react";
import { useLocation } from "react-router-dom";
import { readListView, writeListView, type ListView } from "./listView.ts";

/** Browsers allow about a hundred changes of the address in 30 s: less than a fast typist makes. */
const pauseMs = 300;

/** The view in the address. A change counts at once; the address follows when the changes pause, and the page is not drawn anew for it. */
export function useListView() {
  const { key, search } = useLocation();
  const [shown, setShown] = useState(() => ({ key, view: viewOf(search) }));

  // Going back, or a link to this very page, brings another address.
  if (shown.key !== key) setShown({ key, view: viewOf(search) });

  const { view } = shown;
  useEffect(() => {
    const timer = setTimeout(() => {
      const query = writeListView(view).toString();
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

  const changeView = (change: Partial<ListView>) => {
    setShown((before) => ({ ...before, view: { ...before.view, ...change } }));
  };
  return { view, changeView };
}

function viewOf(search: string): ListView {
  return readListView(new URLSearchParams(search));
}
