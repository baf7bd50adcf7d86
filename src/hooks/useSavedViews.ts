import {
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useSessionUser } from "@/hooks/useSession.ts";
import { keepDefaultView } from "@/lib/defaultView.ts";
import {
  changeView,
  deleteView,
  listSavedViews,
  saveView,
  type SavedView,
} from "@/lib/savedViews.ts";

const savedViewQueries = {
  all: () => ["savedViews"] as const,
  list: (userId: string) =>
    queryOptions({
      queryKey: [...savedViewQueries.all(), "list", userId],
      queryFn: async ({ signal }) => {
        const views = await listSavedViews(userId, signal);
        const standard = views.find(({ is_default }) => is_default);
        keepDefaultView(userId, standard?.query ?? "");
        return views;
      },
      staleTime: 60_000,
    }),
};

/** The views that this person keeps, by name. */
export function useSavedViews() {
  return useQuery(savedViewQueries.list(useSessionUser().id));
}

/** The failures of these are shown where the view is. */
function useViewMutation<Input, Result>(
  mutate: (input: Input) => Promise<Result>,
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: mutate,
    // After a failure, too: another tab may have been quicker.
    onSettled: () =>
      queryClient.invalidateQueries({ queryKey: savedViewQueries.all() }),
    meta: { showsError: true },
  });
}

export function useSaveView() {
  return useViewMutation(saveView);
}

export function useChangeView() {
  return useViewMutation(
    ({ id, ...changes }: Partial<SavedView> & Pick<SavedView, "id">) =>
      changeView(id, changes),
  );
}

export function useDeleteView() {
  return useViewMutation(deleteView);
}
