import { share, type Usage } from "@/lib/inventory.ts";

/** The fullest first, equals as they come; what is known now before what was last known. Only what tells how full it is. */
export function fullest<Row extends { isPast: boolean }>(
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
        share(b.usage) - share(a.usage),
    )
    .slice(0, count);
}
