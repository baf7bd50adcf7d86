import { useEffect, useState } from "react";
import { useLocation } from "react-router-dom";
import { useSessionUser } from "@/hooks/useSession.ts";
import { keptDefaultView, readDefaultView } from "@/lib/defaultView.ts";

/** How a link says that it means all guests, and no default view. */
export const everythingState = { isEverything: true };

/**
 * The query of the view to open instead of this address, if any: for who comes to the dashboard and asks for nothing. On a device that has
 * not heard of it yet it may come a moment later, and then only to who has asked for nothing meanwhile.
 */
export function useDefaultView(): string | undefined {
  const { id } = useSessionUser();
  const location = useLocation();
  const { key, search } = location;
  // Whatever else may lie there: links write it.
  const state = location.state as Partial<typeof everythingState> | null;
  const isAsked = search !== "" || state?.isEverything === true;
  const [heard, setHeard] = useState<{ key: string; query: string }>();

  useEffect(() => {
    if (isAsked) return undefined;
    const wasKnown = keptDefaultView(id) !== null;
    let isWanted = true;
    void readDefaultView(id).then((query) => {
      const hasAsked = window.location.search !== "";
      if (query && isWanted && !wasKnown && !hasAsked) setHeard({ key, query });
    });
    return () => {
      isWanted = false;
    };
  }, [id, isAsked, key]);

  if (isAsked) return undefined;
  const late = heard?.key === key ? heard.query : undefined;
  return (keptDefaultView(id) ?? late) || undefined;
}
