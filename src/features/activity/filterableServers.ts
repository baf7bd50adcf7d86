import type { ActivityRow } from "@/lib/activity.ts";

interface NamedServer {
  id: string;
  name: string;
}

/** What the filter offers: one's own servers, and the one that is chosen though it is somebody else's or is gone. */
export function filterableServers(
  own: readonly NamedServer[],
  chosenId: string | undefined,
  rows: readonly ActivityRow[],
): readonly NamedServer[] {
  if (chosenId === undefined || own.some(({ id }) => id === chosenId))
    return own;
  const named = rows.find(
    ({ server_id, server_name }) =>
      server_id === chosenId && server_name !== null,
  );
  return [...own, { id: chosenId, name: named?.server_name ?? "One server" }];
}
