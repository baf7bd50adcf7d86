import {
  listTaskHistory,
  listTasks,
  readTaskLog,
  stopTask,
} from "@contract/tasks.ts";
import { call } from "@/lib/api.ts";

/** The door to the tasks, apart from the first load: the dashboard does without. A task's status is asked through actionApi. */
export const taskApi = {
  listTasks: call(listTasks),
  listTaskHistory: call(listTaskHistory),
  readTaskLog: call(readTaskLog),
  stopTask: call(stopTask),
};
