import { useSyncExternalStore } from "react";
import { TaskLogDialog } from "@/features/tasks/TaskLogDialog.tsx";
import { taskKey } from "@/lib/ownTasks.ts";
import { taskWindow } from "@/lib/taskWindow.ts";

/** What of the tasks is open over the page. */
export default function TaskWindows() {
  const { task } = useSyncExternalStore(taskWindow.subscribe, taskWindow.state);
  return (
    task && (
      <TaskLogDialog
        key={taskKey(task)}
        task={task}
        onClose={taskWindow.closeLog}
      />
    )
  );
}
