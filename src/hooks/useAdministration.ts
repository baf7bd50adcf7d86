import {
  keepPreviousData,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
} from "@tanstack/react-query";
import { adminStandingQueries } from "@/hooks/useAdminStanding.ts";
import { serverQueries } from "@/hooks/useProxmoxServers.ts";
import { askAllAnew } from "@/hooks/useVms.ts";
import { adminApi } from "@/lib/adminApi.ts";
import {
  grantAdmin,
  listAllServers,
  listPeople,
  revokeAdmin,
  type PeopleQuestion,
  type ServersQuestion,
} from "@/lib/administration.ts";

export const administrationQueries = {
  all: () => ["administration"] as const,
  people: (question: PeopleQuestion) =>
    queryOptions({
      queryKey: [...administrationQueries.all(), "people", question],
      queryFn: ({ signal }) => listPeople(question, signal),
      // The page before stays while the next one comes.
      placeholderData: keepPreviousData,
    }),
  servers: (question: ServersQuestion) =>
    queryOptions({
      queryKey: [...administrationQueries.all(), "servers", question],
      queryFn: ({ signal }) => listAllServers(question, signal),
      placeholderData: keepPreviousData,
      refetchInterval: 30_000,
    }),
  health: () =>
    queryOptions({
      queryKey: [...administrationQueries.all(), "health"],
      queryFn: ({ signal }) => adminApi.readHealth({}, signal),
      refetchInterval: 60_000,
    }),
};

export function usePeopleList(question: PeopleQuestion) {
  return useQuery(administrationQueries.people(question));
}

export function useAllServers(question: ServersQuestion) {
  return useQuery(administrationQueries.servers(question));
}

export function useHealth() {
  return useQuery(administrationQueries.health());
}

export function useChangeAdmin() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ userId, isAdmin }: { userId: string; isAdmin: boolean }) =>
      isAdmin ? grantAdmin(userId) : revokeAdmin(userId),
    // After a refusal too: somebody else may have been quicker. One's own standing comes last: it may close the page.
    onSettled: async () => {
      await refresh(queryClient);
      void queryClient.invalidateQueries({
        queryKey: adminStandingQueries.all(),
      });
    },
    meta: { showsError: true },
  });
}

export function useDeactivateServer() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (input: { id: string; reason: string }) =>
      adminApi.deactivateServer(input),
    onSettled: () => refreshServers(queryClient),
    meta: { showsError: true },
  });
}

export function useReactivateServer() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => adminApi.reactivateServer({ id }),
    onSettled: () => refreshServers(queryClient),
    meta: { showsError: true },
  });
}

/** It may be one of this administrator's own. */
async function refreshServers(queryClient: QueryClient): Promise<void> {
  void askAllAnew(queryClient);
  void queryClient.invalidateQueries({ queryKey: serverQueries.all() });
  await refresh(queryClient);
}

function refresh(queryClient: QueryClient): Promise<void> {
  return queryClient.invalidateQueries({
    queryKey: administrationQueries.all(),
  });
}
