import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api.ts";

export const serverQueries = {
  all: () => ["servers"] as const,
  list: () =>
    queryOptions({
      queryKey: [...serverQueries.all(), "list"],
      queryFn: ({ signal }) => api.listServers({}, signal),
      // Listing the guests notes how each server did; this page shows it without being asked.
      refetchInterval: 30_000,
    }),
  permissions: (serverId: string) =>
    queryOptions({
      queryKey: [...serverQueries.all(), "permissions", serverId],
      queryFn: ({ signal }) => api.serverPermissions({ id: serverId }, signal),
      staleTime: 5 * 60_000,
    }),
};

export function useProxmoxServers() {
  return useQuery(serverQueries.list());
}

/** The release that a server was found to run; undefined where that is not known. */
export function useServerVersion(serverId: string | null): string | undefined {
  const { data } = useQuery({
    ...serverQueries.list(),
    enabled: serverId !== null,
    refetchInterval: false,
  });
  const server = data?.servers.find(({ id }) => id === serverId);
  return server?.proxmox_version ?? undefined;
}

/** What the token of a server may do. Asked only when it matters (`isWanted`), and not for the operator's server, which does not tell. */
export function useServerPermissions(
  serverId: string | null,
  isWanted: boolean,
) {
  return useQuery({
    ...serverQueries.permissions(serverId ?? ""),
    enabled: isWanted && serverId !== null,
    // A hint for buttons, not worth a wait: Proxmox VE has the last word.
    retry: false,
  });
}
