import {
  infiniteQueryOptions,
  keepPreviousData,
  useInfiniteQuery,
} from "@tanstack/react-query";
import { taskQueries } from "@/hooks/useTasks.ts";
import { taskApi } from "@/lib/taskApi.ts";
import { serverKey } from "@/lib/vmKey.ts";

const pageSize = 50;
/** As far back as the function reads. */
const maxStart = 5_000;

/** What a server's own records can be asked for. */
export interface TaskHistoryFilter {
  serverId: string | null;
  vmid?: number | undefined;
  typefilter?: string | undefined;
  userfilter?: string | undefined;
  statusfilter?: "ok" | "warning" | "error" | undefined;
  /** Seconds since 1970. */
  since?: number | undefined;
}

const historyQueries = {
  list: (filter: TaskHistoryFilter) =>
    infiniteQueryOptions({
      queryKey: [
        ...taskQueries.all(),
        "history",
        serverKey(filter.serverId),
        filter,
      ],
      queryFn: ({ pageParam, signal }) =>
        taskApi.listTaskHistory(
          { ...filter, start: pageParam, limit: pageSize },
          signal,
        ),
      initialPageParam: 0,
      getNextPageParam: ({ hasMore }, pages) => {
        const start = pages.length * pageSize;
        return hasMore && start <= maxStart ? start : undefined;
      },
    }),
};

/** All that one server remembers of its tasks, a page at a time, the newest first. */
export function useTaskHistory(filter: TaskHistoryFilter | undefined) {
  return useInfiniteQuery({
    ...historyQueries.list(filter ?? { serverId: null }),
    enabled: filter !== undefined,
    // What was found stays while the next filter is asked for.
    placeholderData: keepPreviousData,
  });
}
