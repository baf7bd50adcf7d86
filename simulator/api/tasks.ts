import { badParameters } from "../errors.ts";
import { isFine, parseUpid, type Task } from "../tasks.ts";
import {
  flag,
  held,
  integer,
  requiredText,
  text,
  type Call,
  type Handler,
} from "./call.ts";
import {
  activeRow,
  finishedRow,
  isOwnTask,
  requireTask,
  statusRow,
} from "./taskRows.ts";

function taskOf(call: Call): Task {
  const upid = requiredText(call, "upid");
  const node = parseUpid(upid);
  if (node === undefined)
    throw badParameters({ upid: "unable to parse worker upid" });
  return call.cluster.tasks.find(upid);
}

const defaultLimit = 50;

const list: Handler = (call) => {
  const { cluster, node, extras } = call;
  const source = text(call, "source") ?? "archive";
  const auditsNode = "Sys.Audit" in held(call, `/nodes/${node.name}`);
  const wanted = cluster.tasks
    .of(node.name)
    .filter(
      (task) => (auditsNode || isOwnTask(call, task)) && isWanted(call, task),
    );
  const running = wanted.filter(({ endtime }) => endtime === undefined);
  const finished = wanted.filter(({ endtime }) => endtime !== undefined);
  const rows = [
    ...(source === "archive" ? [] : running.map(activeRow)),
    ...(source === "active" ? [] : finished.map(finishedRow)),
  ];
  extras.total = rows.length;
  const start = integer(call, "start") ?? 0;
  return rows.slice(start, start + (integer(call, "limit") ?? defaultLimit));
};

function isWanted(call: Call, task: Task): boolean {
  const vmid = integer(call, "vmid");
  const type = text(call, "typefilter");
  const user = text(call, "userfilter");
  const since = integer(call, "since");
  const until = integer(call, "until");
  const statuses = text(call, "statusfilter")?.split(/[,;\s]+/);
  const hasFailed = task.exitstatus !== undefined && !isFine(task.exitstatus);
  return (
    (vmid === undefined || task.id === String(vmid)) &&
    (type === undefined || task.type === type) &&
    (user === undefined || task.authid.includes(user)) &&
    (since === undefined || task.starttime >= since) &&
    (until === undefined || task.starttime <= until) &&
    (!flag(call, "errors") || hasFailed) &&
    (statuses === undefined || statuses.includes(outcomeOf(task)))
  );
}

function outcomeOf({ exitstatus }: Task): string {
  if (exitstatus === undefined || exitstatus === "unexpected status")
    return "unknown";
  if (exitstatus === "OK") return "ok";
  return isFine(exitstatus) ? "warning" : "error";
}

const status: Handler = (call) => {
  const task = taskOf(call);
  requireTask(call, task, "Sys.Audit");
  return statusRow(task);
};

/** An unknown task's log is no error: it is one line that says so, and not even in a list. */
const log: Handler = (call) => {
  const { cluster, extras } = call;
  const upid = requiredText(call, "upid");
  if (parseUpid(upid) === undefined)
    throw badParameters({ upid: "unable to parse worker upid" });
  const task = cluster.tasks
    .of(call.node.name)
    .find((one) => one.upid === upid);
  if (task === undefined) {
    extras.total = 1;
    return { n: 1, t: "unable to open file - No such file or directory" };
  }
  requireTask(call, task, "Sys.Audit");
  if (flag(call, "download")) {
    const started = new Date(task.starttime * 1000)
      .toISOString()
      .replace(".000", "");
    extras.download = {
      contentType: "text/plain",
      disposition: `attachment; filename="task-${task.node}-${task.type}-${started}.log"`,
      text: task.log.map((line) => `${line}\n`).join(""),
    };
    return null;
  }
  const lines = task.log.length === 0 ? ["no content"] : task.log;
  extras.total = lines.length;
  const start = integer(call, "start") ?? 0;
  const limit = integer(call, "limit") ?? defaultLimit;
  return lines
    .map((line, index) => ({ n: index + 1, t: line }))
    .slice(start, limit === 0 ? undefined : start + limit);
};

const stop: Handler = (call) => {
  const task = taskOf(call);
  requireTask(call, task, "Sys.Modify");
  if (task.endtime === undefined) task.abort.abort();
  return null;
};

export const taskRoutes = {
  "GET /nodes/{node}/tasks": list,
  "GET /nodes/{node}/tasks/{upid}/status": status,
  "GET /nodes/{node}/tasks/{upid}/log": log,
  "DELETE /nodes/{node}/tasks/{upid}": stop,
} satisfies Record<string, Handler>;
