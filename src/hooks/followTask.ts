import { api } from "@/lib/api.ts";
import { toAppError } from "@/lib/errors.ts";
import { AppError, type TaskStatus } from "@/lib/types.ts";

/** Most tasks of a guest's power end within seconds; a clean shutdown may take minutes. */
const pollDelaysMs = [500, 700, 1000, 1500, 2000, 3000] as const;
const longPollDelayMs = 5000;

/** How often in a row the question may fail. The task runs on at its node, whether we hear of it or not. */
const maxFailures = 5;

/** Waits for a task's end. Only its exit status tells whether the action has worked. */
export async function followTask(task: {
  serverId: string | null;
  upid: string;
}): Promise<TaskStatus> {
  const request = {
    upid: task.upid,
    ...(task.serverId !== null && { serverId: task.serverId }),
  };

  let failures = 0;
  for (let poll = 0; ; poll += 1) {
    await wait(pollDelaysMs[poll] ?? longPollDelayMs);
    try {
      const status = await api.taskStatus(request);
      if (status.status === "stopped") return status;
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures >= maxFailures) throw unknownEnd(error);
    }
  }
}

function unknownEnd(cause: unknown): AppError {
  return new AppError(
    "unknown_outcome",
    `The task was started, but its end could not be read: ${toAppError(cause).message}`,
    { cause },
  );
}

export function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
