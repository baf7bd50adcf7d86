import { useCallback, useEffect, useState } from "react";
import { useLocation } from "react-router-dom";
import { everythingState } from "@/hooks/useDefaultView.ts";

/** Browsers allow about a hundred changes of the address in 30 s: less than a fast typist makes. */
const pauseMs = 300;

/**
 * A view that stands in the address. A change counts at once, and the address follows when the changes pause; not by way of the router,
 * which would draw the whole page anew for each key. `read` and `write` are functions that stay the same ones.
 */
export function useAddressView<View extends object>(
  read: (search: string) => View,
  write: (view: View) => URLSearchParams,
) {
  const { key, search } = useLocation();
  const [shown, setShown] = useState(() => ({ key, view: read(search) }));

  // Going back, or a link to this very page, brings another address.
  if (shown.key !== key) setShown({ key, view: read(search) });

  const { view } = shown;
  useEffect(() => {
    const { pathname } = window.location;
    function keep() {
      cancel();
      if (window.location.pathname !== pathname) return;
      const query = write(view).toString();
      const isEmptied = query === "" && window.location.search !== "";
      const { history } = window;
      const state = history.state as object | null;
      history.replaceState(
        // Who has emptied a view gets all on the way back, too, and not the default one: `usr` is where the router has a link's state.
        isEmptied ? { ...state, usr: everythingState } : state,
        "",
        query ? `${pathname}?${query}` : pathname,
      );
    }
    function cancel() {
      clearTimeout(timer);
      window.removeEventListener("click", keep, true);
    }
    const timer = setTimeout(keep, pauseMs);
    // It may be the way out of here.
    window.addEventListener("click", keep, true);
    return cancel;
  }, [view, write]);

  const changeView = useCallback((change: Partial<View>) => {
    setShown((before) => ({ ...before, view: { ...before.view, ...change } }));
  }, []);

  return { view, changeView };
}
