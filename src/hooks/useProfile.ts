import {
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { changeProfile, readProfile } from "@/lib/profiles.ts";
import { useSessionUser } from "@/hooks/useSession.ts";

export const profileQueries = {
  all: () => ["profile"] as const,
  own: (userId: string) =>
    queryOptions({
      queryKey: [...profileQueries.all(), "own", userId],
      queryFn: ({ signal }) => readProfile(userId, signal),
      staleTime: 5 * 60_000,
    }),
};

export function useProfile() {
  return useQuery(profileQueries.own(useSessionUser().id));
}

/** The failure is the form's to show. */
export function useChangeProfile() {
  const { id } = useSessionUser();
  const queryClient = useQueryClient();

  return useMutation({
    mutationFn: (changes: { name: string; time_zone: string }) =>
      changeProfile(id, changes),
    onSuccess: (profile) => {
      queryClient.setQueryData(profileQueries.own(id).queryKey, profile);
    },
    meta: { showsError: true },
  });
}
