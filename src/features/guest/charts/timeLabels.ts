import type { MetricsTimeframe } from "@/lib/types.ts";

export const timeframes: Readonly<Record<MetricsTimeframe, string>> = {
  hour: "Hour",
  day: "Day",
  week: "Week",
  month: "Month",
  year: "Year",
};

const axisStyles: Readonly<
  Record<MetricsTimeframe, Intl.DateTimeFormatOptions>
> = {
  hour: { hour: "2-digit", minute: "2-digit" },
  // Its 70 points are a day and a half.
  day: { weekday: "short", hour: "numeric" },
  week: { weekday: "short", day: "numeric" },
  month: { month: "short", day: "numeric" },
  year: { month: "short", year: "numeric" },
};

type Writer = (seconds: number) => string;

/** Times under the axis, in the reader's own way of writing them. */
export function axisLabels(
  timeframe: MetricsTimeframe,
  timeZone: string | undefined,
): Writer {
  return writer(axisStyles[timeframe], timeZone);
}

/** One point in time, in full. */
export function pointLabels(
  timeframe: MetricsTimeframe,
  timeZone: string | undefined,
): Writer {
  return writer(
    timeframe === "year"
      ? { dateStyle: "medium" }
      : { dateStyle: "medium", timeStyle: "short" },
    timeZone,
  );
}

function writer(
  style: Intl.DateTimeFormatOptions,
  timeZone: string | undefined,
): Writer {
  const format = new Intl.DateTimeFormat(undefined, {
    ...style,
    ...(timeZone !== undefined && { timeZone }),
  });
  return (seconds) => format.format(seconds * 1000);
}
