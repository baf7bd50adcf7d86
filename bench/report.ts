import { mkdir, writeFile } from "node:fs/promises";

/** A measured number beside the most that it may be. Ratios hold on any machine; a few budgets are absolute by what they are for. */
export interface Check {
  what: string;
  value: number;
  budget: number;
}

export const resultsDirectory = "bench/results";

/**
 * How a part of the benchmarks ends: its checks in a table, with all that was measured in bench/results/NAME.json, and the process's exit code
 * 1 where a budget is broken. A number that could not be measured is one.
 */
export async function report(
  name: string,
  checks: readonly Check[],
  measured: unknown,
): Promise<void> {
  const rounded = checks.map(({ what, value, budget }) => ({
    what,
    value: Number(value.toPrecision(4)),
    budget,
    ok: value <= budget,
  }));
  await mkdir(resultsDirectory, { recursive: true });
  await writeFile(
    `${resultsDirectory}/${name}.json`,
    `${JSON.stringify({ checks: rounded, measured }, null, 2)}\n`,
  );
  print(rounded);
  if (rounded.some(({ ok }) => !ok)) process.exitCode = 1;
}

export type Row = Check & { ok: boolean };

export function print(rows: readonly Row[]): void {
  const width = Math.max(...rows.map(({ what }) => what.length));
  for (const { what, value, budget, ok } of rows)
    console.log(
      `${ok ? "ok  " : "OVER"} ${what.padEnd(width)} ${String(value).padStart(9)} of ${String(budget)}`,
    );
}

/** Of the same thing measured again and again: whatever else the machine does only ever adds to it. */
export function best(values: readonly number[]): number {
  return Math.min(...values);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
