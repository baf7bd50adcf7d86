import { share, type Usage } from "@/lib/inventory.ts";

/** The fullest first; what is known now before what was last known. Only what tells how full it is. */
export function fullest<Row extends { key: string; isPast: boolean }>(
  rows: readonly Row[],
  usageOf: (row: Row) => Usage | undefined,
  count: number,
): { row: Row; usage: Usage }[] {
  return rows
    .flatMap((row) => {
      const usage = usageOf(row);
      return usage ? [{ row, usage }] : [];
    })
    .sort(
      (a, b) =>
        Number(a.row.isPast) - Number(b.row.isPast) ||
        share(b.usage) - share(a.usage) ||
        a.row.key.localeCompare(b.row.key),
    )
    .slice(0, count);
}
