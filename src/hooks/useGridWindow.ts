import { useCallback, useState } from "react";
import { flushSync } from "react-dom";

interface GridShape {
  minColumnWidth: number;
  rowHeight: number;
  gap: number;
}

interface GridWindow {
  columns: number;
  /** The rows in sight and a little beyond; lastRow is not among them. */
  firstRow: number;
  lastRow: number;
}

/** As far as somebody in a hurry scrolls in one frame. */
const marginPx = 72;

/**
 * Which rows of a grid of equal rows are in sight. Works by the grid's place in the viewport, so that it does not matter what scrolls.
 * Hand the `ref` to the grid's element.
 */
export function useGridWindow({ minColumnWidth, rowHeight, gap }: GridShape) {
  const [gridWindow, setGridWindow] = useState<GridWindow>({
    columns: 1,
    firstRow: 0,
    lastRow: 12,
  });

  const ref = useCallback(
    (grid: HTMLElement | null) => {
      if (!grid) return undefined;
      const element = grid;

      function measure() {
        const { top, width } = element.getBoundingClientRect();
        const pitch = rowHeight + gap;
        const next: GridWindow = {
          columns: Math.max(
            1,
            Math.floor((width + gap) / (minColumnWidth + gap)),
          ),
          firstRow: Math.max(0, Math.floor((-top - marginPx) / pitch)),
          lastRow: Math.max(
            1,
            Math.ceil((innerHeight - top + marginPx) / pitch),
          ),
        };
        setGridWindow((before) => (isSame(before, next) ? before : next));
      }

      // Before the browser paints: a row that comes a frame late is a blank one.
      function handleScroll() {
        flushSync(measure);
      }

      const observer = new ResizeObserver(measure);
      observer.observe(element);
      // Whatever pushes the grid down makes the page longer.
      observer.observe(document.body);
      const options = { capture: true, passive: true };
      window.addEventListener("scroll", handleScroll, options);
      window.addEventListener("resize", measure);
      return () => {
        observer.disconnect();
        window.removeEventListener("scroll", handleScroll, options);
        window.removeEventListener("resize", measure);
      };
    },
    [minColumnWidth, rowHeight, gap],
  );

  return { ref, ...gridWindow };
}

function isSame(a: GridWindow, b: GridWindow): boolean {
  return (
    a.columns === b.columns &&
    a.firstRow === b.firstRow &&
    a.lastRow === b.lastRow
  );
}
