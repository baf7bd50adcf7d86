import { useTaskProgress } from "@/hooks/useTaskLog.ts";
import { formatPercent } from "@/lib/format.ts";
import type { TaskReference } from "@/lib/taskWindow.ts";

/** How far a task is, by its own log; nothing where that does not tell. */
export function TaskProgressBar({ task }: { task: TaskReference }) {
  const progress = useTaskProgress(task);
  if (!progress) return null;
  const { fraction, vmid } = progress;
  const text = formatPercent(fraction);

  return (
    <div className="mt-1 flex items-center gap-2 text-xs text-muted-foreground tabular-nums">
      <div
        role="progressbar"
        aria-label="Progress"
        aria-valuenow={Math.round(fraction * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
        className="h-1.5 min-w-0 flex-1 overflow-hidden rounded-full bg-muted"
      >
        <div
          className="h-full rounded-full bg-primary transition-[width] motion-reduce:transition-none"
          style={{ width: `${String(fraction * 100)}%` }}
        />
      </div>
      {vmid === undefined ? text : `${String(vmid)}: ${text}`}
    </div>
  );
}
