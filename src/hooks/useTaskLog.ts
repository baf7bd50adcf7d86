import {
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
} from "@tanstack/react-query";
import { taskQueries } from "@/hooks/useTasks.ts";
import { actionApi } from "@/lib/actionApi.ts";
import { taskApi } from "@/lib/taskApi.ts";
import { taskProgress, type TaskProgress } from "@/lib/taskProgress.ts";
import type { TaskReference } from "@/lib/taskWindow.ts";
import type { TaskStatus } from "@/lib/types.ts";
import { serverKey } from "@/lib/vmKey.ts";

export interface TaskLog {
  status: TaskStatus;
  /** The newest lines of it; `skipped` lines stand before them. */
  lines: readonly string[];
  skipped: number;
}

/** As much as one request gives. */
const pageSize = 2_000;
/** What a page keeps and draws. A job that writes more is read at its end, or on its node. */
export const keptLines = 50_000;
const followIntervalMs = 1_500;
const progressIntervalMs = 5_000;
const progressLines = 100;

export const taskLogQueries = {
  all: () => ["taskLog"] as const,
  of: ({ serverId, upid }: TaskReference) =>
    queryOptions({
      queryKey: [...taskLogQueries.all(), serverKey(serverId), upid],
      queryFn: ({ client, queryKey, signal }) =>
        readOn(client, queryKey, { serverId, upid }, signal),
      refetchInterval: ({ state }) =>
        isEnded(state.data) ? false : followIntervalMs,
      staleTime: ({ state }) => (isEnded(state.data) ? Infinity : 0),
      // Lines only ever come on: to compare 50,000 of them anew is for nothing.
      structuralSharing: false,
      gcTime: 60_000,
    }),
};

/** A task and its log, followed to its end. */
export function useTaskLog(task: TaskReference) {
  return useQuery(taskLogQueries.of(task));
}

/** How far a running task is. Its log is read less often for that than where somebody reads it. */
export function useTaskProgress(task: TaskReference): TaskProgress | undefined {
  return useQuery({
    ...taskLogQueries.of(task),
    refetchInterval: ({ state }) =>
      isEnded(state.data) ? false : progressIntervalMs,
    select: progressOf,
    // Not everybody may read everybody's logs: then there is no bar.
    retry: false,
  }).data;
}

function progressOf({ lines }: TaskLog): TaskProgress | undefined {
  return taskProgress(lines.slice(-progressLines));
}

export function useStopTask() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (task: TaskReference) => taskApi.stopTask(task),
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: taskQueries.all() });
      return queryClient.invalidateQueries({
        queryKey: taskLogQueries.all(),
        // What has ended stays as it is.
        predicate: ({ state }) => !isEnded(state.data as TaskLog | undefined),
      });
    },
  });
}

function isEnded(log: TaskLog | undefined): boolean {
  return log?.status.status === "stopped";
}

/** Reads what has been added since the last time, and shows it page by page. */
async function readOn(
  client: QueryClient,
  queryKey: readonly unknown[],
  { serverId, upid }: TaskReference,
  signal: AbortSignal,
): Promise<TaskLog> {
  // The state comes first: a log that is read after the end is whole.
  const status = await actionApi.taskStatus(
    { upid, ...(serverId !== null && { serverId }) },
    signal,
  );
  let { lines, skipped } = client.getQueryData<TaskLog>(queryKey) ?? {
    lines: [],
    skipped: 0,
  };
  for (;;) {
    const start = skipped + lines.length;
    const page = await taskApi.readTaskLog(
      { serverId, upid, start, limit: pageSize },
      signal,
    );
    const added = page.lines.map(({ t }) => t);
    // Proxmox VE's way to say that there is none yet.
    if (start === 0 && added.length === 1 && added[0] === "no content") break;

    const all = [...lines, ...added];
    lines = all.slice(-keptLines);
    skipped += all.length - lines.length;
    if (!page.hasMore || added.length === 0) break;
    // Not yet its end, whatever the status says: whoever comes later has to read on.
    client.setQueryData<TaskLog>(queryKey, {
      status: { ...status, status: "running" },
      lines,
      skipped,
    });
  }
  return { status, lines, skipped };
}
