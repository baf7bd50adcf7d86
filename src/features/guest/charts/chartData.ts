import type { MetricsPoint } from "@/lib/types.ts";

type Field = Exclude<keyof MetricsPoint, "time">;

/** What was measured, in the order of time; null where nothing was. */
export type Values = readonly (number | null)[];

/** Proxmox VE's points, each time once and in order: charts take that for granted. */
export function inOrder(points: readonly MetricsPoint[]): MetricsPoint[] {
  const byTime = new Map(
    points
      .filter(({ time }) => Number.isFinite(time))
      .map((point) => [point.time, point]),
  );
  return [...byTime.values()].sort((a, b) => a.time - b.time);
}

export function valuesOf(
  points: readonly MetricsPoint[],
  field: Field,
): Values {
  return points.map((point) => {
    const value = point[field];
    return value !== undefined && Number.isFinite(value) && value >= 0
      ? value
      : null;
  });
}

export interface Summary {
  last: number;
  average: number;
  highest: number;
}

/** Undefined where nothing was measured at all. */
export function summarize(values: Values): Summary | undefined {
  const known = values.filter((value) => value !== null);
  const last = known.at(-1);
  if (last === undefined) return undefined;
  return {
    last,
    average: known.reduce((sum, value) => sum + value, 0) / known.length,
    highest: known.reduce((highest, value) => Math.max(highest, value), 0),
  };
}

/** Points with a gap on both sides: no line goes through them, so they are drawn as dots. */
export function lonePoints(values: Values): number[] {
  return values.flatMap((value, index) =>
    value !== null &&
    (values[index - 1] ?? null) === null &&
    (values[index + 1] ?? null) === null
      ? [index]
      : [],
  );
}
