import { StatusDot } from "@/components/StatusDot.tsx";
import { TaskDuration } from "@/features/tasks/TaskDuration.tsx";
import { TaskReason, TaskTitle } from "@/features/tasks/TaskTitle.tsx";
import { taskState } from "@/features/tasks/taskStates.ts";
import { useSecondsAsDateTime } from "@/hooks/useDateTime.ts";
import { displayText } from "@/lib/displayText.ts";
import type { TaskRow } from "@/lib/taskRows.ts";
import { cn } from "@/lib/utils.ts";

interface TaskTableProps {
  tasks: readonly TaskRow[];
  /** Still those of the filter before. */
  isOld: boolean;
}

const columns =
  "md:grid md:grid-cols-[minmax(0,6fr)_minmax(0,4fr)_minmax(0,3fr)_12.5rem_6rem] md:gap-x-4";

/** Lines of columns on a wide screen, cards on a phone. */
export function TaskTable({ tasks, isOld }: TaskTableProps) {
  const asDateTime = useSecondsAsDateTime();
  return (
    <div
      className={cn(
        "overflow-hidden rounded-lg border bg-card",
        isOld && "opacity-60",
      )}
    >
      <div
        aria-hidden
        className={cn(
          columns,
          "hidden border-b bg-muted/40 px-4 py-2 text-xs font-medium text-muted-foreground",
        )}
      >
        <span className="pl-5">Task</span>
        <span>Server · node</span>
        <span>User</span>
        <span>Began</span>
        <span className="text-right">Duration</span>
      </div>
      <ul aria-label="Tasks" className="divide-y">
        {tasks.map((task) => (
          <Row key={task.key} task={task} began={asDateTime(task.starttime)} />
        ))}
      </ul>
    </div>
  );
}

function Row({ task, began }: { task: TaskRow; began: string }) {
  const { serverName, node, user, starttime, endtime, result } = task;
  const { label, tone } = taskState(task);

  return (
    <li
      className={cn(
        columns,
        "relative px-4 py-2 hover:bg-accent/40 max-md:space-y-0.5 max-md:pl-9",
      )}
    >
      <div className="flex min-w-0 gap-3 max-md:-ml-5">
        <StatusDot tone={tone} label={label} className="mt-1.5" />
        <div className="min-w-0">
          <TaskTitle task={task} />
          <TaskReason task={task} />
        </div>
      </div>
      <Cell>
        {[serverName, node].filter(Boolean).map(displayText).join(" · ")}
      </Cell>
      <Cell>{displayText(user)}</Cell>
      <Cell>{began}</Cell>
      <Cell className="md:text-right">
        {result === "running" || endtime !== undefined ? (
          <>
            <span className="md:sr-only">
              {result === "running" ? "for " : "took "}
            </span>
            <TaskDuration
              starttime={starttime}
              endtime={result === "running" ? undefined : endtime}
            />
          </>
        ) : (
          "–"
        )}
      </Cell>
    </li>
  );
}

function Cell({
  className,
  children,
}: {
  className?: string;
  children: React.ReactNode;
}) {
  return (
    <span
      className={cn(
        "text-muted-foreground max-md:mr-3 max-md:inline-block max-md:text-xs md:truncate",
        className,
      )}
    >
      {children}
    </span>
  );
}
