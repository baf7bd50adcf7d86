import { readOwnRows } from "@/lib/ownRows.ts";

/*
 * The view that the dashboard opens with. Kept on this device, so that no first paint waits for it. Small: every first load reads it, and
 * lib/savedViews.ts, which needs PostgREST's client, only with the menu.
 */
const keyOf = (userId: string) => `muster.default-view.${userId}`;

/** Its query, "" if there is none; null where this device has never been told. */
export function keptDefaultView(userId: string): string | null {
  try {
    return localStorage.getItem(keyOf(userId));
  } catch {
    return null;
  }
}

export function keepDefaultView(userId: string, query: string): void {
  try {
    localStorage.setItem(keyOf(userId), query);
  } catch {
    // A browser that keeps nothing asks each time.
  }
}

/** Asks for it and keeps it for the next time. Undefined where nobody can say: the dashboard does without. */
export async function readDefaultView(
  userId: string,
): Promise<string | undefined> {
  const rows = await readOwnRows(
    `saved_views?select=query&is_default=is.true&user_id=eq.${userId}`,
  );
  if (!rows) return undefined;
  const [row] = rows;
  const query = typeof row?.query === "string" ? row.query : "";
  keepDefaultView(userId, query);
  return query;
}
