import { actionApi } from "@/lib/actionApi.ts";
import { displayText } from "@/lib/displayText.ts";
import { toAppError } from "@/lib/errors.ts";
import { ownTasks } from "@/lib/ownTasks.ts";
import type { TaskReference } from "@/lib/taskWindow.ts";
import {
  AppError,
  taskResult,
  type ErrorCode,
  type TaskStatus,
} from "@/lib/types.ts";

/** Most tasks of a guest's power end within seconds; a clean shutdown may take minutes. */
const pollDelaysMs = [500, 700, 1000, 1500, 2000, 3000] as const;
const longPollDelayMs = 5000;

/** How often in a row the question may fail. The task runs on at its node, whether we hear of it or not. */
const maxFailures = 5;

/** A task that has begun and did not end well, or whose end is not known. Its log may say more. */
export class TaskError extends AppError {
  readonly task: TaskReference;

  constructor(
    code: ErrorCode,
    message: string,
    { task, ...options }: ErrorOptions & { task: TaskReference },
  ) {
    super(code, message, options);
    this.task = task;
  }
}

/** Waits for a task's end. Only its exit status tells whether the action has worked. Meanwhile it stands among the running tasks. */
export async function followTask(task: TaskReference): Promise<TaskStatus> {
  ownTasks.begin(task);
  try {
    const status = await untilEnd(task);
    ownTasks.end(task, status.exitstatus ?? "");
    return status;
  } catch (error) {
    ownTasks.end(task, undefined);
    throw error;
  }
}

/** The same for who wants it to have worked, be it with warnings. */
export async function followToSuccess(
  task: TaskReference,
): Promise<TaskStatus> {
  const status = await followTask(task);
  if (taskResult(status) === "failed")
    throw new TaskError("pve_error", reasonOf(status), { task });
  return status;
}

/** Proxmox VE's own words for how a task has ended. */
export function reasonOf({ exitstatus }: TaskStatus): string {
  return exitstatus
    ? displayText(exitstatus)
    : "The task ended without a result";
}

async function untilEnd(task: TaskReference): Promise<TaskStatus> {
  const { serverId, upid } = task;
  const request = { upid, ...(serverId !== null && { serverId }) };

  let failures = 0;
  for (let poll = 0; ; poll += 1) {
    await wait(pollDelaysMs[poll] ?? longPollDelayMs);
    try {
      const status = await actionApi.taskStatus(request);
      if (status.status === "stopped") return status;
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures >= maxFailures) throw unknownEnd(task, error);
    }
  }
}

function unknownEnd(task: TaskReference, cause: unknown): TaskError {
  return new TaskError(
    "unknown_outcome",
    `The task was started, but its end could not be read: ${toAppError(cause).message}`,
    { cause, task },
  );
}

export function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
