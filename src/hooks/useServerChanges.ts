import {
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
} from "@tanstack/react-query";
import { serverQueries } from "@/hooks/useProxmoxServers.ts";
import { askAllAnew } from "@/hooks/useVms.ts";
import { serverApi } from "@/lib/serverApi.ts";

/** What went into these holds an API token: it is not kept for the five minutes that the cache keeps everything else. */
const forgotten = { gcTime: 0 } as const;

export function useAddServer() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (input: Parameters<typeof serverApi.addServer>[0]) =>
      serverApi.addServer(input),
    onSuccess: () => refreshServers(queryClient),
    ...forgotten,
    meta: { showsError: true },
  });
}

export function useChangeServer() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (changes: Parameters<typeof serverApi.changeServer>[0]) =>
      serverApi.changeServer(changes),
    // After a conflict too: the screen then shows what the other one wrote.
    onSettled: () => refreshServers(queryClient),
    ...forgotten,
    meta: { showsError: true },
  });
}

export function useRemoveServer() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => serverApi.removeServer({ id }),
    onSuccess: () => refreshServers(queryClient),
    meta: { showsError: true },
  });
}

/** Stores nothing but, for a saved server, how it did. */
export function useTestServer() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (input: Parameters<typeof serverApi.testServer>[0]) =>
      serverApi.testServer(input),
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
    mutationFn: (input: Parameters<typeof serverApi.readCertificate>[0]) =>
      serverApi.readCertificate(input),
    meta: { showsError: true },
  });
}

/** The certificate that a saved server presents now, and what its trust makes of it. */
export function useServerCertificate(serverId: string) {
  return useQuery({
    queryKey: ["certificate", serverId],
    queryFn: ({ signal }) =>
      serverApi.readCertificate({ id: serverId }, signal),
    // What is being compared must not be exchanged under the eyes: it is read when it is asked for, and then stands. So it is also
    // outside of what serverQueries.all() refreshes.
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
}

/** A mutation is over when the list shows it; the guests follow in their own time. */
async function refreshServers(queryClient: QueryClient): Promise<void> {
  void askAllAnew(queryClient);
  await queryClient.invalidateQueries({ queryKey: serverQueries.all() });
}
