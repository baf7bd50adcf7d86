import { useState } from "react";
import { HistoryIcon } from "lucide-react";
import { EmptyState } from "@/components/EmptyState.tsx";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { LoadOlderButton } from "@/components/LoadOlderButton.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { RowsSkeleton } from "@/components/RowsSkeleton.tsx";
import {
  MissingTasks,
  silentNodes,
  silentServers,
} from "@/features/tasks/MissingTasks.tsx";
import { TaskFilterBar } from "@/features/tasks/TaskFilterBar.tsx";
import { TaskTable } from "@/features/tasks/TaskTable.tsx";
import {
  filterOf,
  historyFilterOf,
  isFiltered,
  matchTasks,
  readTaskView,
} from "@/features/tasks/taskView.ts";
import { useAddressFields } from "@/hooks/useAddressFields.ts";
import { useTaskHistory } from "@/hooks/useTaskHistory.ts";
import {
  useOwnTasks,
  useRecentTasks,
  useServerNames,
} from "@/hooks/useTasks.ts";
import { listedRow, mergeTasks, type TaskRow } from "@/lib/taskRows.ts";

/** What the nodes have done: the recent tasks of all servers, or all that one server remembers. The filter stands in the address. */
export default function Tasks() {
  const [params, setField] = useAddressFields();
  const [openedAt] = useState(Date.now);
  const view = readTaskView(params);
  const filter = filterOf(view, openedAt);
  const historyFilter = historyFilterOf(view, filter);

  return (
    <>
      <PageHeader
        title="Tasks"
        description={
          historyFilter
            ? "All that this server remembers"
            : "What runs and what ended lately, on all servers. Choose one for its whole history."
        }
      />
      <TaskFilterBar view={view} onChange={setField} />
      {historyFilter ? (
        <History filter={historyFilter} isFiltered={isFiltered(filter)} />
      ) : (
        <Recent filter={filter} />
      )}
    </>
  );
}

function Recent({ filter }: { filter: ReturnType<typeof filterOf> }) {
  const recent = useRecentTasks({ isWatched: true });
  const own = useOwnTasks();
  const tasks = mergeTasks(recent.data?.tasks ?? [], own, useServerNames());
  const shown = matchTasks(tasks, filter);

  return (
    <>
      <MissingTasks
        of="server"
        silent={silentServers(recent.data?.servers ?? [])}
        className="mb-4"
      />
      <Listing
        query={recent}
        tasks={shown}
        isFiltered={isFiltered(filter)}
        advice="Choose another filter, or a server for its whole history."
      />
    </>
  );
}

function History({
  filter,
  isFiltered,
}: {
  filter: Parameters<typeof useTaskHistory>[0];
  isFiltered: boolean;
}) {
  const history = useTaskHistory(filter);
  const pages = history.data?.pages ?? [];
  const tasks = pages.flatMap((page) => page.tasks.map(listedRow));

  return (
    <>
      <MissingTasks of="node" silent={silentNodes(pages)} className="mb-4" />
      <Listing
        query={history}
        tasks={withoutRepeats(tasks)}
        isFiltered={isFiltered}
        advice="Choose another guest, user, type, result or time."
      />
      <LoadOlderButton query={history} what="tasks" />
    </>
  );
}

interface ListingProps {
  query: {
    error: Error | null;
    isPending: boolean;
    isFetching: boolean;
    isPlaceholderData: boolean;
    refetch: () => unknown;
  };
  tasks: readonly TaskRow[];
  isFiltered: boolean;
  /** Where nothing matches. */
  advice: string;
}

function Listing({ query, tasks, isFiltered, advice }: ListingProps) {
  const { error, isPending, isFetching, isPlaceholderData, refetch } = query;
  return (
    <>
      {error && (
        <ErrorNotice
          error={error}
          isRetrying={isFetching}
          onRetry={() => void refetch()}
          className="mb-4"
        />
      )}
      {tasks.length > 0 ? (
        <TaskTable tasks={tasks} isOld={isPlaceholderData} />
      ) : isPending ? (
        <RowsSkeleton what="the tasks" />
      ) : (
        !error && (
          <EmptyState
            icon={HistoryIcon}
            title={isFiltered ? "Nothing matches this filter" : "No tasks"}
          >
            {isFiltered
              ? advice
              : "Whatever a node does for you or others shows here, as far as the token may see it."}
          </EmptyState>
        )
      )}
    </>
  );
}

/** New tasks push the old ones on, so that the end of one page is the beginning of the next. */
function withoutRepeats(tasks: readonly TaskRow[]): TaskRow[] {
  return [...new Map(tasks.map((task) => [task.key, task])).values()];
}
