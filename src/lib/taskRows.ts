import { taskKey, type OwnTask } from "@/lib/ownTasks.ts";
import { taskResult, type Task, type TaskResult } from "@/lib/types.ts";
import { readUpid } from "@/lib/upid.ts";
import { serverKey } from "@/lib/vmKey.ts";

/** A task as the screens show it, whether a server has listed it or this page has begun it. */
export interface TaskRow extends Omit<Task, "status" | "endtime"> {
  key: string;
  endtime?: number | undefined;
  /** "unknown": this page has lost sight of it. */
  result: TaskResult | "unknown";
  /** Proxmox VE's words for how it ended. */
  exitstatus: string | undefined;
}

/** A task of a server's list. */
export function listedRow({ status, ...task }: Task): TaskRow {
  return {
    ...task,
    key: taskKey(task),
    result: resultOf(status),
    exitstatus: status,
  };
}

function resultOf(exitstatus: string | undefined): TaskResult {
  return exitstatus === undefined
    ? "running"
    : taskResult({ status: "stopped", exitstatus });
}

function ownRow(task: OwnTask, serverName: string): TaskRow {
  const { serverId, upid, end } = task;
  const id = readUpid(upid);
  const result =
    end?.exitstatus === undefined && end
      ? "unknown"
      : resultOf(end?.exitstatus);
  return {
    ...id,
    serverId,
    serverName,
    upid,
    key: taskKey(task),
    result,
    exitstatus: end?.exitstatus,
    endtime: ownEndtime(task),
  };
}

/** By the node's clock, which may differ from this device's: the beginning is the node's, the duration ours. */
export function ownEndtime({
  upid,
  beganAt,
  end,
}: OwnTask): number | undefined {
  return end && readUpid(upid).starttime + (end.endedAt - beganAt) / 1000;
}

/**
 * What the servers have listed and what this page has begun, each task once: running ones first, then the newest. A task does not begin
 * anew: whichever side knows of its end is right, and the servers know its time.
 */
export function mergeTasks(
  listed: readonly Task[],
  own: readonly OwnTask[],
  serverNames: ReadonlyMap<string, string>,
): TaskRow[] {
  const rows = new Map(listed.map((task) => [taskKey(task), listedRow(task)]));
  for (const task of own) {
    const key = taskKey(task);
    const known = rows.get(key);
    const hasEnd = task.end?.exitstatus !== undefined;
    if (known && (known.result !== "running" || !hasEnd)) continue;
    const name = known?.serverName ?? serverNames.get(serverKey(task.serverId));
    rows.set(key, ownRow(task, name ?? ""));
  }
  return [...rows.values()].sort(runningFirst);
}

function runningFirst(a: TaskRow, b: TaskRow): number {
  return (
    Number(b.result === "running") - Number(a.result === "running") ||
    b.starttime - a.starttime ||
    a.key.localeCompare(b.key)
  );
}
