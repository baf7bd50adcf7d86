/** How far back a list of the past goes, as its address and its filter name it. */
const periods = {
  "1h": { label: "Last hour", hours: 1 },
  "24h": { label: "Last 24 hours", hours: 24 },
  "7d": { label: "Last 7 days", hours: 7 * 24 },
  "30d": { label: "Last 30 days", hours: 30 * 24 },
} as const;

export const periodChoices = Object.entries(periods).map(
  ([key, { label }]) => [key, label] as const,
);

/**
 * When a period began, in ms since 1970; undefined for what is none. Of whole minutes, so that the same filter is the same question for a
 * while.
 */
export function periodStart(period: string, now: number): number | undefined {
  if (!isPeriod(period)) return undefined;
  return now - (now % 60_000) - periods[period].hours * 3_600_000;
}

function isPeriod(text: string): text is keyof typeof periods {
  return Object.hasOwn(periods, text);
}
