import { AppError, type Failure } from "../_shared/contract/errors.ts";
import type { listTasks, Task } from "../_shared/contract/tasks.ts";
import { takeFromLimit } from "../_shared/db/limits.ts";
import type { Handler } from "../_shared/http/serve.ts";
import { connect } from "../_shared/proxmox/client.ts";
import { listClusterTasks, type TaskRow } from "../_shared/proxmox/tasks.ts";
import { findSources, type Source } from "../_shared/sources.ts";
import { guestOfTask } from "./guestOfTask.ts";

const deadlineMs = 5_000;

/** All servers at once; each has an outcome of its own. */
export const list: Handler<typeof listTasks> = async (
  { serverId },
  caller,
  { log },
) => {
  const [{ asked }] = await Promise.all([
    findSources(caller, { serverId }),
    takeFromLimit(caller, "task"),
  ]);
  const signal = AbortSignal.timeout(deadlineMs);
  const outcomes = await Promise.all(
    asked.map((source) => askServer(source, signal, log)),
  );
  return {
    servers: outcomes.map(({ serverId, serverName, error }) => ({
      serverId,
      serverName,
      ok: error === undefined,
      error,
    })),
    tasks: outcomes.flatMap(({ tasks }) => tasks).sort(newestFirst),
  };
};

export const newestFirst = (a: TaskRow, b: TaskRow) =>
  b.starttime - a.starttime;

interface Outcome extends Pick<Source, "serverId" | "serverName"> {
  tasks: Task[];
  error?: Failure;
}

async function askServer(
  source: Source,
  signal: AbortSignal,
  log: (error: unknown) => void,
): Promise<Outcome> {
  const { serverId, serverName } = source;
  const origin = { serverId, serverName };
  try {
    const [tasks] = await Promise.all([
      listClusterTasks(connect(source.target()), { signal }),
      source.learn(),
    ]);
    return { ...origin, tasks: visibleTasks(tasks, source) };
  } catch (error) {
    return {
      ...origin,
      tasks: [],
      error: asFailure(error, source, signal, log),
    };
  }
}

/** A task with the server that it came from. Whoever sees only some guests sees their tasks alone. */
export function visibleTasks(
  tasks: readonly TaskRow[],
  {
    serverId,
    serverName,
    sees,
  }: Pick<Source, "serverId" | "serverName" | "sees">,
): Task[] {
  return tasks
    .filter(({ upid }) => !sees || sees(guestOfTask(upid)))
    .map((task) => ({ ...task, serverId, serverName }));
}

function asFailure(
  error: unknown,
  { serverName }: Source,
  signal: AbortSignal,
  log: (error: unknown) => void,
): Failure {
  if (signal.aborted)
    return new AppError(
      "timeout",
      `"${serverName}" did not name its tasks within ${deadlineMs / 1000} s`,
    ).toFailure();
  if (error instanceof AppError) return error.toFailure();
  log(error);
  return new AppError(
    "internal",
    `The tasks of "${serverName}" could not be listed: something went wrong on our side`,
  ).toFailure();
}
