import { useState } from "react";

/** The same set for as long as the same is in it: what is drawn from it is then not drawn anew. */
export function useStableSet<Item>(set: ReadonlySet<Item>): ReadonlySet<Item> {
  const [kept, setKept] = useState(set);
  if (kept === set || isSame(kept, set)) return kept;
  setKept(set);
  return set;
}

function isSame<Item>(a: ReadonlySet<Item>, b: ReadonlySet<Item>): boolean {
  return a.size === b.size && [...a].every((item) => b.has(item));
}
