import { runBulkVmAction } from "@contract/actions.ts";
import { listTasks } from "@contract/tasks.ts";
import { actionApi } from "@/lib/actionApi.ts";
import { call } from "@/lib/api.ts";
import type { BulkApi } from "@/lib/bulkRunner.ts";

/** The door for runs of many guests, apart from the first load. A run says itself how long it waits at a limit, and can be cancelled then. */
export const bulkApi: BulkApi = {
  runBulkVmAction: call(runBulkVmAction, { isPatient: false }),
  listTasks: call(listTasks, { isPatient: false }),
  taskStatus: (input) => actionApi.taskStatus(input),
};
