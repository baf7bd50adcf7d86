import { queryOptions, useQuery } from "@tanstack/react-query";
import { useSessionUser } from "@/hooks/useSession.ts";
import { readAdminStanding } from "@/lib/adminStanding.ts";

export const adminStandingQueries = {
  all: () => ["adminStanding"] as const,
  own: (userId: string) =>
    queryOptions({
      queryKey: [...adminStandingQueries.all(), userId],
      queryFn: ({ signal }) => readAdminStanding(userId, signal),
      // Who has just shown a second factor, or was made an administrator, is not to wait.
      staleTime: ({ state }) => (state.data === "admin" ? 5 * 60_000 : 0),
    }),
};

export function useAdminStanding() {
  return useQuery(adminStandingQueries.own(useSessionUser().id));
}

/** Whether to offer what is for administrators: what there is, the database decides. */
export function useIsAdmin(): boolean {
  return useAdminStanding().data === "admin";
}
