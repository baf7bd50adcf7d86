/** What a column shows, as far as rows are ordered by it. */
export interface SortableColumn<Row> {
  id: string;
  /** Undefined where the row does not tell: it comes last either way. */
  value: (row: Row) => string | number | undefined;
  /** Of what is measured, the most comes first. */
  isMeasured?: boolean;
}

const collator = new Intl.Collator(undefined, {
  numeric: true,
  sensitivity: "base",
});

/** A copy in the column's order; rows that are equal keep theirs. */
export function sortRows<Row>(
  rows: readonly Row[],
  { value }: SortableColumn<Row>,
  descending: boolean,
): Row[] {
  const sign = descending ? -1 : 1;
  return rows
    .map((row) => ({ row, value: value(row) }))
    .sort((a, b) => {
      if (a.value === undefined || b.value === undefined) {
        return Number(a.value === undefined) - Number(b.value === undefined);
      }
      return sign * compare(a.value, b.value);
    })
    .map(({ row }) => row);
}

function compare(a: string | number, b: string | number): number {
  return typeof a === "number" && typeof b === "number"
    ? a - b
    : collator.compare(String(a), String(b));
}

/** The rows that hold every word, anywhere in what they say. */
export function searchRows<Row>(
  rows: readonly Row[],
  text: string,
  textOf: (row: Row) => string,
): readonly Row[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const hay = textOf(row).toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}
