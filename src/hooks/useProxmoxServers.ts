import {
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
} from "@tanstack/react-query";
import { api } from "@/lib/api.ts";
import { askAllAnew } from "@/hooks/useVms.ts";

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
  certificate: (serverId: string) =>
    queryOptions({
      queryKey: ["certificate", serverId],
      queryFn: ({ signal }) => api.readCertificate({ id: serverId }, signal),
      // What is being compared must not be exchanged under the eyes: it is read when it is asked for, and then stands. So it is also
      // outside of what `all` refreshes.
      staleTime: Infinity,
      gcTime: 0,
      retry: false,
      refetchOnWindowFocus: false,
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

/** What went into these holds an API token: it is not kept for the five minutes that the cache keeps everything else. */
const forgotten = { gcTime: 0 } as const;

export function useAddServer() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (input: Parameters<typeof api.addServer>[0]) =>
      api.addServer(input),
    onSuccess: () => refreshServers(queryClient),
    ...forgotten,
    meta: { showsError: true },
  });
}

export function useChangeServer() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (changes: Parameters<typeof api.changeServer>[0]) =>
      api.changeServer(changes),
    // After a conflict too: the screen then shows what the other one wrote.
    onSettled: () => refreshServers(queryClient),
    ...forgotten,
    meta: { showsError: true },
  });
}

export function useRemoveServer() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.removeServer({ id }),
    onSuccess: () => refreshServers(queryClient),
    meta: { showsError: true },
  });
}

/** Stores nothing but, for a saved server, how it did. */
export function useTestServer() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (input: Parameters<typeof api.testServer>[0]) =>
      api.testServer(input),
    onSettled: (_result, _error, input) =>
      "id" in input
        ? queryClient.invalidateQueries({ queryKey: serverQueries.all() })
        : undefined,
    ...forgotten,
    meta: { showsError: true },
  });
}

/** Looks at a certificate; no token is sent. */
export function useReadCertificate() {
  return useMutation({
    mutationFn: (input: Parameters<typeof api.readCertificate>[0]) =>
      api.readCertificate(input),
    meta: { showsError: true },
  });
}

/** The certificate that a saved server presents now, and what its trust makes of it. */
export function useServerCertificate(serverId: string) {
  return useQuery(serverQueries.certificate(serverId));
}

/** A mutation is over when the list shows it; the guests follow in their own time. */
async function refreshServers(queryClient: QueryClient): Promise<void> {
  void askAllAnew(queryClient);
  await queryClient.invalidateQueries({ queryKey: serverQueries.all() });
}
