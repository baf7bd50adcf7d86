import type { ActivityRow } from "@/lib/activity.ts";

/** What became of it. `open`: begun, and not ended yet; `cut`: begun, and never ended. */
export type ActivityResult = "ok" | "denied" | "error" | "open" | "cut";

export interface ActivityEvent {
  row: ActivityRow;
  result: ActivityResult;
}

/** No call of ours lasts this long. */
const longestCallMs = 2 * 60_000;

/**
 * The log holds an entry for the beginning of a thing and one for its end; a person wants to read of one thing. Rows come newest first, so
 * that an end is met before its beginning, which then says nothing new.
 */
export function activityEvents(
  rows: readonly ActivityRow[],
  now: number,
): ActivityEvent[] {
  const ended = new Set<string>();
  return rows.flatMap((row): ActivityEvent[] => {
    if (row.outcome !== "attempt") {
      // When a server is added, its beginning does not know the server's id yet.
      ended.add(keyOf(row)).add(keyOf({ ...row, server_id: null }));
      return [{ row, result: row.outcome }];
    }
    if (ended.has(keyOf(row))) return [];
    const isYoung = now - new Date(row.at).getTime() < longestCallMs;
    return [{ row, result: isYoung ? "open" : "cut" }];
  });
}

function keyOf(row: ActivityRow): string {
  const { request_id, action, server_id, node, vmid } = row;
  return JSON.stringify([request_id, action, server_id, node, vmid]);
}
