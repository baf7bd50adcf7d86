import { useEffect, useRef, type KeyboardEvent } from "react";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useTheme } from "@/hooks/useTheme.ts";
import type { MetricsTimeframe } from "@/lib/types.ts";
import { lonePoints, summarize, type Values } from "./chartData.ts";
import { chartColors, inkOf, type ChartColor } from "./chartColors.ts";
import { axisLabels, pointLabels } from "./timeLabels.ts";

export interface PlotSeries {
  name: string;
  color: ChartColor;
  values: Values;
  /** A limit, not a measurement: dashed, without an area under it. */
  isLimit?: boolean;
}

interface PlotProps {
  title: string;
  /** Seconds since 1970, ascending. */
  times: readonly number[];
  series: readonly PlotSeries[];
  timeframe: MetricsTimeframe;
  timeZone: string | undefined;
  /** Writes a value with its unit. */
  format: (value: number) => string;
  /** Bytes are divided by powers of two. */
  isBinary?: boolean;
  /** The least height of the axis, so that an idle guest does not look busy. */
  floor: number;
  /** The moment that is read, which several charts may share; undefined for the newest. */
  chosen: number | undefined;
  onChoose: (index: number | undefined) => void;
}

const heightPx = 160;
const binarySteps = Array.from({ length: 51 }, (_, power) => 2 ** power);

/** One chart with its figures, at the moment that the pointer, a finger or the arrow keys have chosen. */
export function Plot({
  title,
  times,
  series,
  timeframe,
  timeZone,
  format,
  isBinary = false,
  floor,
  chosen,
  onChoose,
}: PlotProps) {
  const { resolvedTheme } = useTheme();
  const targetRef = useRef<HTMLDivElement>(null);
  const plotRef = useRef<UPlot>(undefined);
  const index =
    chosen !== undefined && chosen < times.length ? chosen : undefined;
  const sayTime = pointLabels(timeframe, timeZone);

  useEffect(() => {
    const target = targetRef.current;
    if (!target) return;
    const ink = inkOf(target);
    const sayAxis = axisLabels(timeframe, timeZone);

    const plot = new UPlot(
      {
        width: target.clientWidth,
        height: heightPx,
        legend: { show: false },
        // Half of the last time stands beyond the last point.
        padding: [8, 24, 0, 0],
        tzDate: (seconds) => {
          const date = new Date(seconds * 1000);
          return timeZone === undefined ? date : UPlot.tzDate(date, timeZone);
        },
        scales: {
          y: {
            range: (_plot, _min, max) => [0, Math.max(max * 1.08, floor)],
          },
        },
        axes: [
          {
            stroke: ink.text,
            font: ink.font,
            grid: { stroke: ink.grid, width: 1 },
            ticks: { show: false },
            size: 28,
            gap: 6,
            space: 58,
            values: (_plot, splits) => splits.map(sayAxis),
          },
          {
            stroke: ink.text,
            font: ink.font,
            grid: { stroke: ink.grid, width: 1 },
            ticks: { show: false },
            size: 76,
            gap: 6,
            space: 36,
            ...(isBinary && { incrs: binarySteps }),
            values: (_plot, splits) => splits.map(format),
          },
        ],
        series: [
          {},
          ...series.map(({ color, isLimit = false }) => {
            const { line, area } = chartColors[resolvedTheme][color];
            return {
              stroke: line,
              width: 1.5,
              ...(isLimit ? { dash: [4, 4] } : { fill: area }),
              points: {
                size: 4,
                fill: line,
                filter: (plot: UPlot, at: number) =>
                  lonePoints(plot.data[at] as Values),
              },
            };
          }),
        ],
        cursor: {
          y: false,
          drag: { x: false, y: false },
          points: { size: 7 },
        },
        hooks: {
          setCursor: [
            (plot) => {
              onChoose(plot.cursor.idx ?? undefined);
            },
          ],
        },
      },
      [[...times], ...series.map(({ values }) => [...values])],
      target,
    );
    plotRef.current = plot;

    // A finger that moves over the chart reads it; up and down it scrolls the page.
    plot.over.style.touchAction = "pan-y";
    const handleTouch = (event: PointerEvent) => {
      if (event.pointerType !== "touch") return;
      const { left } = plot.over.getBoundingClientRect();
      plot.setCursor({ left: event.clientX - left, top: 0 });
    };
    plot.over.addEventListener("pointermove", handleTouch);

    const observer = new ResizeObserver(() => {
      plot.setSize({ width: target.clientWidth, height: heightPx });
    });
    observer.observe(target);
    return () => {
      observer.disconnect();
      plot.destroy();
      plotRef.current = undefined;
    };
  }, [
    times,
    series,
    timeframe,
    timeZone,
    format,
    isBinary,
    floor,
    resolvedTheme,
    onChoose,
  ]);

  useEffect(() => {
    const plot = plotRef.current;
    if (!plot || (plot.cursor.idx ?? undefined) === index) return;
    const time = index === undefined ? undefined : times[index];
    plot.setCursor(
      time === undefined
        ? { left: -10, top: -10 }
        : { left: plot.valToPos(time, "x"), top: 0 },
      false,
    );
  }, [index, times]);

  function handleKey(event: KeyboardEvent) {
    const last = times.length - 1;
    const from = index ?? last;
    const next = {
      ArrowLeft: index === undefined ? last : from - 1,
      ArrowRight: from + 1,
      PageUp: from - 10,
      PageDown: from + 10,
      Home: 0,
      End: last,
    }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      onChoose(Math.min(Math.max(next, 0), last));
    } else if (event.key === "Escape") onChoose(undefined);
  }

  const moment = index === undefined ? undefined : times[index];
  const at = (values: Values) => {
    const value =
      index === undefined
        ? summarize(values)?.last
        : (values[index] ?? undefined);
    return value === undefined ? "–" : format(value);
  };
  const reading = series
    .map(({ name, values }) => `${name} ${at(values)}`)
    .join(", ");

  return (
    <figure className="min-w-0 px-4 pt-3 pb-4">
      <figcaption className="mb-1 flex items-baseline justify-between gap-2">
        <h3 className="font-medium">{title}</h3>
        <span className="text-xs text-muted-foreground tabular-nums">
          {moment === undefined ? "" : sayTime(moment)}
        </span>
      </figcaption>
      <div
        ref={targetRef}
        role="slider"
        tabIndex={0}
        aria-label={`${title}: choose a moment with the arrow keys`}
        aria-valuemin={0}
        aria-valuemax={Math.max(times.length - 1, 0)}
        aria-valuenow={index ?? Math.max(times.length - 1, 0)}
        aria-valuetext={
          moment === undefined
            ? `Newest: ${reading}`
            : `${sayTime(moment)}: ${reading}`
        }
        onKeyDown={handleKey}
        className="w-full rounded-sm"
        style={{ height: heightPx }}
      />
      <table className="mt-1 w-full text-xs tabular-nums">
        <caption className="sr-only">{title} in figures</caption>
        <thead className="text-muted-foreground">
          <tr className="[&_th]:font-normal">
            <th scope="col" className="sr-only">
              Series
            </th>
            <th scope="col" className="text-right" colSpan={1}>
              {moment === undefined ? "Newest" : "Then"}
            </th>
            <th scope="col" className="text-right">
              Average
            </th>
            <th scope="col" className="text-right">
              Highest
            </th>
          </tr>
        </thead>
        <tbody>
          {series.map(({ name, color, values, isLimit = false }) => {
            const summary = summarize(values);
            return (
              <tr key={name}>
                <th scope="row" className="text-left font-normal">
                  <span
                    aria-hidden
                    className={
                      isLimit
                        ? "mr-1.5 inline-block w-3 border-t-2 border-dashed align-middle"
                        : "mr-1.5 inline-block h-0.5 w-3 align-middle"
                    }
                    style={
                      isLimit
                        ? {
                            borderColor: chartColors[resolvedTheme][color].line,
                          }
                        : {
                            backgroundColor:
                              chartColors[resolvedTheme][color].line,
                          }
                    }
                  />
                  {name}
                </th>
                <td className="w-1/4 text-right">{at(values)}</td>
                <td className="w-1/4 text-right text-muted-foreground">
                  {summary && !isLimit ? format(summary.average) : "–"}
                </td>
                <td className="w-1/4 text-right text-muted-foreground">
                  {summary && !isLimit ? format(summary.highest) : "–"}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </figure>
  );
}
