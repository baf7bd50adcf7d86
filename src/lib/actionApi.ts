import { runVmAction, taskStatus } from "@contract/actions.ts";
import { call } from "@/lib/api.ts";

/** The door to what is done with guests, apart from the first load: it comes with the first action. */
export const actionApi = {
  runVmAction: call(runVmAction),
  taskStatus: call(taskStatus),
};
