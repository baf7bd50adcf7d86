import { useSyncExternalStore } from "react";

/** From Tailwind's `lg` on, where a row is one line. */
const wide = window.matchMedia("(min-width: 64rem)");

function subscribe(listener: () => void): () => void {
  wide.addEventListener("change", listener);
  return () => {
    wide.removeEventListener("change", listener);
  };
}

export function useIsWide(): boolean {
  return useSyncExternalStore(subscribe, () => wide.matches);
}
