import { TaskSubject } from "@/features/tasks/TaskSubject.tsx";
import { endingReason } from "@/features/tasks/taskStates.ts";
import type { TaskRow } from "@/lib/taskRows.ts";
import { openTaskLog } from "@/lib/taskWindow.ts";
import { taskWords } from "@/lib/taskWords.ts";
import { cn } from "@/lib/utils.ts";

interface TaskTitleProps {
  task: TaskRow;
  onNavigate?: () => void;
}

/** What a task does with what. All of the row that it stands in (which is `relative`) opens the log; the guest's name leads to the guest. */
export function TaskTitle({ task, onNavigate }: TaskTitleProps) {
  const { serverId, upid, type, id, endtime } = task;
  return (
    <p className="break-words">
      <button
        type="button"
        onClick={() => {
          openTaskLog({ serverId, upid, endtime });
        }}
        className="text-left font-medium outline-none after:absolute after:inset-0 focus-visible:after:ring-[3px] focus-visible:after:ring-ring/50 focus-visible:after:ring-inset"
      >
        {taskWords(type)}
        <span className="sr-only"> (show log)</span>
      </button>{" "}
      {/* Above the button that covers the row. */}
      <span className="relative z-10">
        <TaskSubject
          serverId={serverId}
          type={type}
          id={id}
          {...(onNavigate && { onNavigate })}
        />
      </span>
    </p>
  );
}

/** Why a task failed, or what it warns of; nothing for one that went well. */
export function TaskReason({ task }: { task: TaskRow }) {
  const reason = endingReason(task);
  return (
    reason && (
      <p
        className={cn(
          "line-clamp-3 text-xs break-words",
          task.result === "failed" ? "text-destructive" : "text-warning",
        )}
      >
        {reason}
      </p>
    )
  );
}
