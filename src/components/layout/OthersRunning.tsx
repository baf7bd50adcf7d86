import type { ReactNode } from "react";
import { useOwnTasks, useRecentTasks } from "@/hooks/useTasks.ts";
import { taskKey } from "@/lib/ownTasks.ts";
import { isConsoleTask } from "@/lib/taskWords.ts";

interface OthersRunningProps {
  children: (count: number) => ReactNode;
}

/** How many tasks run that this page has not begun: of other people, of Proxmox VE's own interface, of its schedules. */
export default function OthersRunning({ children }: OthersRunningProps) {
  const { data } = useRecentTasks({ isWatched: false });
  const own = new Set(useOwnTasks().map(taskKey));
  const others = data?.tasks.filter(
    (task) =>
      task.status === undefined &&
      !isConsoleTask(task.type) &&
      !own.has(taskKey(task)),
  );
  return children(others?.length ?? 0);
}
