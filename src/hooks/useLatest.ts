import { useCallback, useEffect, useRef } from "react";

/** A handler that stays the same and does what the newest one does: rows that hold it are not drawn anew because of it. */
export function useLatest<Args extends unknown[]>(
  handler: (...args: Args) => void,
): (...args: Args) => void {
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  return useCallback((...args: Args) => {
    latest.current(...args);
  }, []);
}
