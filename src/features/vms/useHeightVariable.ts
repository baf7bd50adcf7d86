import { useCallback, type RefObject } from "react";

/** Tells the styles within `scope` how tall an element is, which nobody can know beforehand: it wraps. For that element's `ref`. */
export function useHeightVariable(
  scope: RefObject<HTMLElement | null>,
  name: `--${string}`,
) {
  return useCallback(
    (element: HTMLElement | null) => {
      if (!element) return undefined;
      const observer = new ResizeObserver(() => {
        scope.current?.style.setProperty(name, `${element.offsetHeight}px`);
      });
      observer.observe(element);
      return () => {
        observer.disconnect();
      };
    },
    [scope, name],
  );
}
