import { useState, type ReactNode } from "react";
import { OctagonXIcon } from "lucide-react";
import { RelativeTime } from "@/components/RelativeTime.tsx";
import { StatusDot } from "@/components/StatusDot.tsx";
import { Button } from "@/components/ui/button.tsx";
import { StopTaskDialog } from "@/features/tasks/StopTaskDialog.tsx";
import { TaskDuration } from "@/features/tasks/TaskDuration.tsx";
import { TaskProgressBar } from "@/features/tasks/TaskProgressBar.tsx";
import { TaskReason, TaskTitle } from "@/features/tasks/TaskTitle.tsx";
import { taskState } from "@/features/tasks/taskStates.ts";
import { useMayStopTask } from "@/hooks/useTasks.ts";
import { displayText } from "@/lib/displayText.ts";
import type { TaskRow } from "@/lib/taskRows.ts";
import { taskWords } from "@/lib/taskWords.ts";

interface TaskItemProps {
  task: TaskRow;
  /** Whether its log is read for how far it is. */
  isMeasured?: boolean;
  onNavigate?: () => void;
}

/** A task in a list of what runs and ended lately. */
export function TaskItem({
  task,
  isMeasured = false,
  onNavigate,
}: TaskItemProps) {
  const { type, id, starttime, endtime, result } = task;
  const { label, tone } = taskState(task);
  const isRunning = result === "running";
  const mayStop = useMayStopTask(task);
  const [isStopAsked, setIsStopAsked] = useState(false);

  return (
    <li className="relative flex items-start gap-3 px-4 py-2.5 hover:bg-accent/40">
      <StatusDot tone={tone} label={label} className="mt-1.5" />
      <div className="min-w-0 flex-1">
        <TaskTitle task={task} {...(onNavigate && { onNavigate })} />
        <p className="truncate text-xs text-muted-foreground">
          {placeOf(task)}
        </p>
        {isMeasured && <TaskProgressBar task={task} />}
        <TaskReason task={task} />
      </div>
      <Times>
        {isRunning ? (
          <TaskDuration starttime={starttime} />
        ) : (
          <>
            <RelativeTime time={(endtime ?? starttime) * 1000} />
            {endtime !== undefined && (
              <span className="block">
                took <TaskDuration starttime={starttime} endtime={endtime} />
              </span>
            )}
          </>
        )}
      </Times>
      {isRunning && mayStop && (
        <Button
          size="icon-sm"
          variant="ghost"
          aria-label={`Stop ${taskWords(type)} ${displayText(id)}`}
          title="Stop task"
          className="relative z-10 -my-1 -mr-2 text-muted-foreground hover:text-destructive"
          onClick={() => {
            setIsStopAsked(true);
          }}
        >
          <OctagonXIcon aria-hidden />
        </Button>
      )}
      {isStopAsked && (
        <StopTaskDialog
          task={task}
          onClose={() => {
            setIsStopAsked(false);
          }}
        />
      )}
    </li>
  );
}

function Times({ children }: { children: ReactNode }) {
  return (
    <div className="shrink-0 text-right text-xs text-muted-foreground">
      {children}
    </div>
  );
}

function placeOf({ serverName, node, user }: TaskRow): string {
  return [serverName, node, user].filter(Boolean).map(displayText).join(" · ");
}
