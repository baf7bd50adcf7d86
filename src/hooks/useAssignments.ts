import {
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { administrationQueries } from "@/hooks/useAdministration.ts";
import {
  addAssignmentRule,
  assignGuests,
  changeAssignmentRule,
  inPieces,
  listAssignmentRules,
  listAssignments,
  readAssignedPerson,
  readGuestAudience,
  removeAssignmentRule,
  unassignGuests,
  type Rights,
} from "@/lib/assignments.ts";
import type { Vm } from "@/lib/types.ts";

const assignmentQueries = {
  all: () => ["assignments"] as const,
  person: (userId: string) =>
    queryOptions({
      queryKey: [...assignmentQueries.all(), "person", userId],
      queryFn: async ({ signal }) => {
        const [person, assignments, rules] = await Promise.all([
          readAssignedPerson(userId, signal),
          listAssignments(userId, signal),
          listAssignmentRules(userId, signal),
        ]);
        return { person, assignments, rules };
      },
    }),
  audience: ({ vmid, tags, pool }: Pick<Vm, "vmid" | "tags" | "pool">) =>
    queryOptions({
      queryKey: [...assignmentQueries.all(), "guest", vmid, tags, pool],
      queryFn: ({ signal }) => readGuestAudience({ vmid, tags, pool }, signal),
    }),
};

/** What of the operator's server is assigned to one person, by hand and by rules. */
export function useAssignments(userId: string) {
  return useQuery(assignmentQueries.person(userId));
}

/** Everything by which anybody sees one guest. */
export function useGuestAudience(guest: Vm) {
  return useQuery(assignmentQueries.audience(guest));
}

/** Over when the page shows what has become of it, after a failure, too: some of it may have been done. Failures are the page's to show. */
function useAssignmentMutation<Input, Result>(
  mutate: (input: Input) => Promise<Result>,
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: mutate,
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: assignmentQueries.all() }),
        // The people carry the numbers of what is assigned to them.
        queryClient.invalidateQueries({
          queryKey: administrationQueries.all(),
        }),
      ]),
    meta: { showsError: true },
  });
}

export interface GuestsChange {
  userId: string;
  vmids: readonly number[];
  /** Undefined takes them back. */
  rights: Rights | undefined;
}

/** Never fails as a whole: what is left of it is in the result. */
export function useChangeAssignments() {
  return useAssignmentMutation(({ userId, vmids, rights }: GuestsChange) =>
    inPieces(vmids, (piece) =>
      rights
        ? assignGuests(userId, piece, rights)
        : unassignGuests(userId, piece),
    ),
  );
}

export function useAddAssignmentRule() {
  return useAssignmentMutation(addAssignmentRule);
}

export function useChangeAssignmentRule() {
  return useAssignmentMutation(({ id, ...rights }: Rights & { id: string }) =>
    changeAssignmentRule(id, rights),
  );
}

export function useRemoveAssignmentRule() {
  return useAssignmentMutation(removeAssignmentRule);
}
