import { useState, type ReactNode } from "react";
import { OctagonXIcon } from "lucide-react";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { StatusDot } from "@/components/StatusDot.tsx";
import { Button } from "@/components/ui/button.tsx";
import { OpenDialog } from "@/components/OpenDialog.tsx";
import {
  DialogDescription,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { LogButtons } from "@/features/tasks/LogButtons.tsx";
import { LogView } from "@/features/tasks/LogView.tsx";
import { StopTaskDialog } from "@/features/tasks/StopTaskDialog.tsx";
import { TaskDuration } from "@/features/tasks/TaskDuration.tsx";
import { TaskSubject } from "@/features/tasks/TaskSubject.tsx";
import { endingReason, taskState } from "@/features/tasks/taskStates.ts";
import { useSecondsAsDateTime } from "@/hooks/useDateTime.ts";
import { useTaskLog, type TaskLog } from "@/hooks/useTaskLog.ts";
import {
  useMayStopTask,
  useOwnTasks,
  useServerNames,
} from "@/hooks/useTasks.ts";
import { displayText } from "@/lib/displayText.ts";
import { taskKey } from "@/lib/ownTasks.ts";
import { ownEndtime } from "@/lib/taskRows.ts";
import { taskWords } from "@/lib/taskWords.ts";
import type { TaskReference } from "@/lib/taskWindow.ts";
import { taskResult } from "@/lib/types.ts";
import { readUpid } from "@/lib/upid.ts";
import { serverKey } from "@/lib/vmKey.ts";

interface TaskLogDialogProps {
  task: TaskReference;
  onClose: () => void;
}

/** One task: what it is, how it does, and its log as it grows. */
export function TaskLogDialog({ task, onClose }: TaskLogDialogProps) {
  const { serverId, upid } = task;
  const log = useTaskLog(task);
  const asDateTime = useSecondsAsDateTime();
  const { type, id, node, user, starttime } = readUpid(upid);
  const serverName = useServerNames().get(serverKey(serverId));
  const own = useOwnTasks().find((one) => taskKey(one) === taskKey(task));
  const endtime = task.endtime ?? (own && ownEndtime(own));
  const isRunning = log.data?.status.status === "running";
  const mayStop = useMayStopTask({ serverId, type, id });
  const [isStopAsked, setIsStopAsked] = useState(false);
  return (
    <OpenDialog
      onClose={onClose}

      className="flex h-[min(44rem,calc(100dvh-2rem))] flex-col gap-3 overflow-hidden p-4 max-sm:h-dvh max-sm:max-h-none max-sm:max-w-none max-sm:rounded-none max-sm:border-0 sm:max-w-3xl sm:p-5"
    >
      <DialogHeader className="gap-1 pr-8">
        <DialogTitle className="leading-6 break-words">
          {taskWords(type)}{" "}
          <TaskSubject
            serverId={serverId}
            type={type}
            id={id}
            onNavigate={onClose}
          />
        </DialogTitle>
        <DialogDescription className="break-words">
          {[serverName, node]
            .flatMap((text) => (text ? [displayText(text)] : []))
            .join(" · ")}
        </DialogDescription>
      </DialogHeader>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm sm:grid-cols-[auto_minmax(0,1fr)_auto_minmax(0,1fr)] [&_dd]:break-words [&_dt]:text-muted-foreground">
        <Fact name="State">
          <State log={log.data} />
        </Fact>
        <Fact name="User">{displayText(user)}</Fact>
        <Fact name="Began">{asDateTime(starttime)}</Fact>
        <Fact name="Duration">
          {isRunning || endtime !== undefined ? (
            <TaskDuration
              starttime={starttime}
              endtime={isRunning ? undefined : endtime}
            />
          ) : (
            "–"
          )}
        </Fact>
      </dl>
      <Reason log={log.data} />
      {log.error && (
        <ErrorNotice
          error={log.error}
          isRetrying={log.isFetching}
          onRetry={() => void log.refetch()}
        />
      )}
      {log.data ? (
        <LogView
          lines={log.data.lines}
          skipped={log.data.skipped}
          isRunning={isRunning}
        />
      ) : (
        <div role="status" className="min-h-0 flex-1">
          {!log.error && (
            <>
              <span className="sr-only">Loading the log</span>
              <Skeleton className="h-full" />
            </>
          )}
        </div>
      )}
      <div className="flex flex-wrap items-center gap-2">
        {log.data && log.data.lines.length > 0 && (
          <LogButtons lines={log.data.lines} upid={upid} />
        )}
        {isRunning && mayStop && (
          <Button
            size="sm"
            variant="outline"
            className="ml-auto text-destructive"
            onClick={() => {
              setIsStopAsked(true);
            }}
          >
            <OctagonXIcon aria-hidden />
            Stop task
          </Button>
        )}
      </div>
      {isStopAsked && (
        <StopTaskDialog
          task={{ ...task, type, id }}
          onClose={() => {
            setIsStopAsked(false);
          }}
        />
      )}
    </OpenDialog>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function endingOf({ status }: TaskLog) {
  return { result: taskResult(status), exitstatus: status.exitstatus };
}

function State({ log }: { log: TaskLog | undefined }) {
  if (!log) return "–";
  const { label, tone } = taskState(endingOf(log));
  return (
    <span role="status" className="inline-flex items-center gap-2">
      <StatusDot tone={tone} />
      {label}
    </span>
  );
}

function Reason({ log }: { log: TaskLog | undefined }) {
  const ending = log && endingOf(log);
  const reason = ending && endingReason(ending);
  if (!reason) return null;
  return (
    <p
      className={
        ending.result === "failed"
          ? "text-sm font-medium break-words text-destructive"
          : "text-sm break-words text-muted-foreground"
      }
    >
      {reason}
    </p>
  );
}
