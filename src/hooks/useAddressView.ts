import { useCallback, useEffect, useState } from "react";
import { useLocation } from "react-router-dom";

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
    const timer = setTimeout(() => {
      const query = write(view).toString();
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
  }, [view, write]);

  const changeView = useCallback((change: Partial<View>) => {
    setShown((before) => ({ ...before, view: { ...before.view, ...change } }));
  }, []);

  return { view, changeView };
}
