import { useSyncExternalStore } from "react";

/** Less than this is the browser's own bars, which come and go. */
const leastCovered = 80;

/** The height that a phone's keyboard leaves; undefined while it covers nothing. The page itself is not told of it. */
export function useVisibleHeight(): number | undefined {
  return useSyncExternalStore(subscribe, visibleHeight);
}

function visibleHeight(): number | undefined {
  const viewport = window.visualViewport;
  if (!viewport) return undefined;
  // What is enlarged with two fingers is no smaller.
  const height = Math.round(viewport.height * viewport.scale);
  return window.innerHeight - height > leastCovered ? height : undefined;
}

function subscribe(listener: () => void): () => void {
  const handleResize = () => {
    listener();
    // A browser that moves the page away from its keyboard: all of it fits now.
    if (visibleHeight() !== undefined) window.scrollTo(0, 0);
  };
  window.visualViewport?.addEventListener("resize", handleResize);
  return () => {
    window.visualViewport?.removeEventListener("resize", handleResize);
  };
}
