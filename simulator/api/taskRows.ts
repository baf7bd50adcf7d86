import { requirePrivileges } from "../access.ts";
import type { Task } from "../tasks.ts";
import { held, type Call } from "./call.ts";
import type { Row } from "./rows.ts";

type Asker = Pick<Call, "cluster" | "caller">;

/** A token sees the tasks that very token began, a user those of all its tokens too; the rest needs Sys.Audit on the node. */
export const isOwnTask = ({ caller }: Asker, task: Task) =>
  task.authid === caller.authid ||
  (caller.tokenid === undefined && task.authid.startsWith(`${caller.userid}!`));

export const mayReadTask = (call: Asker, task: Task) =>
  isOwnTask(call, task) || "Sys.Audit" in held(call, `/nodes/${task.node}`);

export function requireTask(call: Asker, task: Task, privilege: string): void {
  if (isOwnTask(call, task)) return;
  const path = `/nodes/${task.node}`;
  requirePrivileges(held(call, path), path, [privilege]);
}

const common = ({
  upid,
  node,
  pid,
  pstart,
  starttime,
  type,
  id,
}: Task): Row => ({
  upid,
  node,
  pid,
  pstart,
  starttime,
  type,
  id,
});

/** user@realm!token as the two fields a decoded UPID has. */
export function splitUser({ authid }: Task): Row {
  const at = authid.lastIndexOf("!");
  return at === -1
    ? { user: authid }
    : { user: authid.slice(0, at), tokenid: authid.slice(at + 1) };
}

export const finishedRow = (task: Task): Row => ({
  ...common(task),
  ...splitUser(task),
  ...(task.endtime === undefined
    ? {}
    : { endtime: task.endtime, status: task.exitstatus }),
});

/** The list of running tasks does not split the user. */
export const activeRow = (task: Task): Row => ({
  ...common(task),
  user: task.authid,
  status: "RUNNING",
  saved: "0",
});

export const statusRow = (task: Task): Row => ({
  ...common(task),
  ...splitUser(task),
  status: task.endtime === undefined ? "running" : "stopped",
  ...(task.exitstatus === undefined ? {} : { exitstatus: task.exitstatus }),
});
