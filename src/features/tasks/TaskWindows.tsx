import { useSyncExternalStore } from "react";
import { TaskDrawer } from "@/features/tasks/TaskDrawer.tsx";
import { TaskLogDialog } from "@/features/tasks/TaskLogDialog.tsx";
import { taskKey } from "@/lib/ownTasks.ts";
import { taskWindow } from "@/lib/taskWindow.ts";

/** What of the tasks is open over the page. */
export default function TaskWindows() {
  const { isDrawerOpen, task } = useSyncExternalStore(
    taskWindow.subscribe,
    taskWindow.state,
  );
  return (
    <>
      {isDrawerOpen && <TaskDrawer onClose={taskWindow.closeDrawer} />}
      {task && (
        <TaskLogDialog
          key={taskKey(task)}
          task={task}
          onClose={taskWindow.closeLog}
        />
      )}
    </>
  );
}
