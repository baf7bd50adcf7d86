import {
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { renameUser } from "@/lib/account.ts";
import { changeProfile, readProfile } from "@/lib/profiles.ts";
import { useSessionUser } from "@/hooks/useSession.ts";

const profileQueries = {
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
    mutationFn: async (changes: { name: string; time_zone: string }) => {
      const profile = await changeProfile(id, changes);
      // Only the menu's copy of the name would be old: no reason to call the change a failure.
      await renameUser(profile.name).catch(() => undefined);
      return profile;
    },
    onSuccess: (profile) => {
      queryClient.setQueryData(profileQueries.own(id).queryKey, profile);
    },
    meta: { showsError: true },
  });
}
