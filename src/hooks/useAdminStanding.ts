import { queryOptions, useQuery } from "@tanstack/react-query";
import { useSessionUser } from "@/hooks/useSession.ts";
import { readAdminStanding, type AdminStanding } from "@/lib/adminStanding.ts";

/** Who has just set up a second factor is not to wait. */
const staleTimesMs: Record<AdminStanding, number> = {
  admin: 5 * 60_000,
  "needs-second-factor": 0,
  none: 60_000,
};

export const adminStandingQueries = {
  all: () => ["adminStanding"] as const,
  own: (userId: string) =>
    queryOptions({
      queryKey: [...adminStandingQueries.all(), userId],
      queryFn: ({ signal }) => readAdminStanding(userId, signal),
      staleTime: ({ state }) => staleTimesMs[state.data ?? "none"],
    }),
};

export function useAdminStanding() {
  return useQuery(adminStandingQueries.own(useSessionUser().id));
}

/** Whether to offer what is for administrators: what there is, the database decides. */
export function useIsAdmin(): boolean {
  return useAdminStanding().data === "admin";
}
