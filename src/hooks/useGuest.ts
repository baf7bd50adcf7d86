import {
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
} from "@tanstack/react-query";
import { refreshServer } from "@/hooks/useVms.ts";
import type { GuestAddress } from "@/lib/guestAddress.ts";
import { guestApi } from "@/lib/guestApi.ts";
import { shouldRetry } from "@/lib/queryClient.ts";
import { taskApi } from "@/lib/taskApi.ts";
import type { MetricsTimeframe } from "@/lib/types.ts";
import { guestKey, guestStateKey } from "@/lib/vmKey.ts";

/** A server that is down has been waited for once by its guests' list; here once more is enough. */
const retryOnce = (failures: number, error: Error) =>
  failures < 1 && shouldRetry(failures, error);

export const guestQueries = {
  all: guestKey,
  detail: (guest: GuestAddress) =>
    queryOptions({
      queryKey: [...guestStateKey(guest), guest],
      queryFn: ({ signal }) => guestApi.readGuest(guest, signal),
      // Its numbers come with the list every 10 s. This is what the list does not know: paused, locked, changed.
      refetchInterval: 15_000,
      retry: retryOnce,
    }),
  agent: (guest: GuestAddress) =>
    queryOptions({
      queryKey: [...guestQueries.all(guest), "agent", guest],
      queryFn: ({ signal }) => guestApi.readGuestAgent(guest, signal),
      staleTime: 60_000,
      retry: false,
    }),
  metrics: (guest: GuestAddress, timeframe: MetricsTimeframe) =>
    queryOptions({
      queryKey: [...guestQueries.all(guest), "metrics", guest, timeframe],
      queryFn: ({ signal }) =>
        guestApi.readGuestMetrics({ ...guest, timeframe }, signal),
      staleTime: 30_000,
      // Proxmox VE writes a point a minute; of the longer times a new one every half an hour at most.
      refetchInterval: timeframe === "hour" ? 60_000 : 10 * 60_000,
      retry: retryOnce,
    }),
  snapshots: (guest: GuestAddress) =>
    queryOptions({
      queryKey: [...guestQueries.all(guest), "snapshots", guest],
      queryFn: ({ signal }) => guestApi.listSnapshots(guest, signal),
      retry: retryOnce,
    }),
  backups: (guest: GuestAddress) =>
    queryOptions({
      queryKey: [...guestQueries.all(guest), "backups", guest],
      queryFn: ({ signal }) => guestApi.listBackups(guest, signal),
      staleTime: 60_000,
      retry: retryOnce,
    }),
  migration: (guest: GuestAddress) =>
    queryOptions({
      queryKey: [...guestQueries.all(guest), "migration", guest],
      queryFn: ({ signal }) => guestApi.readMigration(guest, signal),
      // The answer is acted upon: it has to be of now.
      staleTime: 0,
      retry: retryOnce,
    }),
  cloneOptions: (guest: GuestAddress) =>
    queryOptions({
      queryKey: [...guestQueries.all(guest), "clone", guest],
      queryFn: ({ signal }) => guestApi.readCloneOptions(guest, signal),
      staleTime: 0,
      // The number that is free must not change under the fingers.
      refetchOnWindowFocus: false,
      retry: retryOnce,
    }),
  tasks: ({ serverId, type, vmid }: GuestAddress) =>
    queryOptions({
      queryKey: [
        ...guestQueries.all({ serverId, type, vmid }),
        "tasks",
        serverId,
        vmid,
      ],
      queryFn: ({ signal }) =>
        taskApi.listTaskHistory({ serverId, vmid, limit: 50 }, signal),
      refetchInterval: 10_000,
      retry: retryOnce,
    }),
};

/** State and configuration, read anew every few seconds. */
export function useGuest(guest: GuestAddress) {
  return useQuery(guestQueries.detail(guest));
}

/** What runs inside, as far as it tells: slow where nobody answers, and so for itself. */
export function useGuestAgent(guest: GuestAddress, isWanted: boolean) {
  return useQuery({ ...guestQueries.agent(guest), enabled: isWanted });
}

export function useGuestMetrics(
  guest: GuestAddress,
  timeframe: MetricsTimeframe,
) {
  return useQuery(guestQueries.metrics(guest, timeframe));
}

export function useGuestSnapshots(guest: GuestAddress) {
  return useQuery(guestQueries.snapshots(guest));
}

export function useGuestBackups(guest: GuestAddress) {
  return useQuery(guestQueries.backups(guest));
}

export function useMigrationCheck(guest: GuestAddress) {
  return useQuery(guestQueries.migration(guest));
}

export function useCloneOptions(guest: GuestAddress) {
  return useQuery(guestQueries.cloneOptions(guest));
}

export function useGuestTasks(guest: GuestAddress) {
  return useQuery(guestQueries.tasks(guest));
}

/** Everything about a guest anew, and its row in the list. Neither failure is the caller's: both say so on their own. */
export async function refreshGuest(
  queryClient: QueryClient,
  guest: GuestAddress,
): Promise<void> {
  await Promise.allSettled([
    queryClient.invalidateQueries({ queryKey: guestQueries.all(guest) }),
    refreshServer(queryClient, guest.serverId),
  ]);
}

/** Notes and tags. `digest` is that of the configuration which the person has seen: somebody else's change is not written over. */
export function useChangeGuest(guest: GuestAddress) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (changes: {
      digest?: string;
      tags?: string[];
      description?: string;
    }) => guestApi.changeGuest({ ...guest, ...changes }),
    // After a conflict too: the page then shows what the other one wrote.
    onSettled: () => refreshGuest(queryClient, guest),
    meta: { showsError: true },
  });
}
