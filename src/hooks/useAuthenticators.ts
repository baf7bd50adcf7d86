import {
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useSessionUser } from "@/hooks/useSession.ts";
import {
  giveCode,
  knownAuthenticators,
  listAuthenticators,
  removeAuthenticator,
  type AppCode,
} from "@/lib/secondFactor.ts";

const authenticatorQueries = {
  all: () => ["authenticators"] as const,
  list: (userId: string) =>
    queryOptions({
      queryKey: [...authenticatorQueries.all(), userId],
      queryFn: listAuthenticators,
    }),
};

/** The authenticator apps of this person; null where Auth knows no second factor. */
export function useAuthenticators() {
  return useQuery(authenticatorQueries.list(useSessionUser().id));
}

/** Those whose code Auth will ask for: what the session says until Auth has been asked. */
export function useAskedAuthenticators() {
  return useAuthenticators().data ?? knownAuthenticators();
}

function useAuthenticatorMutation<Input>(
  mutationFn: (input: Input) => Promise<void>,
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: async () => {
      // An administrator's rights may depend on the second factor, and with them anything that is shown.
      void queryClient.invalidateQueries({
        predicate: ({ queryKey: [topic] }) => topic !== "authenticators",
      });
      await queryClient.invalidateQueries({
        queryKey: authenticatorQueries.all(),
      });
    },
    meta: { showsError: true },
  });
}

/** The first code of a new app: from here on every sign-in asks for one. */
export function useConfirmAuthenticator() {
  return useAuthenticatorMutation(giveCode);
}

export function useRemoveAuthenticator() {
  return useAuthenticatorMutation(
    ({ id, proof }: { id: string; proof: AppCode }) =>
      removeAuthenticator(id, proof),
  );
}
