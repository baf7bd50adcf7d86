import * as z from "zod/mini";
import type { TaskStatus } from "../contract/actions.ts";
import { AppError } from "../contract/errors.ts";
import type { Task } from "../contract/tasks.ts";
import { upidSchema } from "../contract/vms.ts";
import type { Parameters, ProxmoxClient } from "./client.ts";
import { lenient, looseNumber, looseText, rows } from "./loose.ts";
import { apiPath } from "./path.ts";
import { plainText } from "./plainText.ts";
import { taskStatusAnswerSchema } from "./responses.ts";

interface AskOptions {
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
}

/** The state of a task, from the node that runs it: the UPID names it. */
export async function readTaskStatus(
  client: ProxmoxClient,
  upid: string,
  signal?: AbortSignal,
): Promise<TaskStatus> {
  return await askTask(client, upid, (node) =>
    client.get(
      apiPath`/nodes/${node}/tasks/${upid}/status`,
      {},
      { schema: taskStatusAnswerSchema, signal },
    ),
  );
}

/** Proxmox VE interrupts it, and the task ends when it has put its things in order. */
export async function abortTask(
  client: ProxmoxClient,
  upid: string,
): Promise<void> {
  await askTask(client, upid, (node) =>
    client.delete(
      apiPath`/nodes/${node}/tasks/${upid}`,
      {},
      { schema: z.unknown() },
    ),
  );
}

export interface LogLine {
  n: number;
  t: string;
}

const lineSchema = z.object({ n: looseNumber, t: looseText });
const logSchema = z.union([lineSchema, rows(lineSchema)]);
const maxLineLength = 2_000;

/** Lines of a task's log, from `start` (counted from 0) on. */
export async function readLog(
  client: ProxmoxClient,
  upid: string,
  { start, limit }: { start: number; limit: number },
): Promise<LogLine[]> {
  const log = await askTask(client, upid, (node) =>
    client.get(
      apiPath`/nodes/${node}/tasks/${upid}/log`,
      { start, limit },
      { schema: logSchema },
    ),
  );
  // One line that is in no list: there is no such file.
  if (!Array.isArray(log)) throw unknownTask(client);
  return log
    .filter((line) => !isPlaceholder(line))
    .map(({ n, t }) => ({ n, t: plainText(t, maxLineLength) }));
}

/** What Proxmox VE sends of an empty log, for its own interface. */
const isPlaceholder = ({ n, t }: LogLine) => n === 1 && t === "no content";

async function askTask<Result>(
  client: ProxmoxClient,
  upid: string,
  ask: (node: string) => Promise<Result>,
): Promise<Result> {
  try {
    return await ask(nodeOfUpid(upid));
  } catch (error) {
    // Proxmox VE has no 404: a task that it does not know is a bad parameter.
    const isUnknown =
      error instanceof AppError &&
      error.code === "bad_request" &&
      /no such task/.test(error.fields?.["upid"] ?? "");
    throw isUnknown ? unknownTask(client, error) : error;
  }
}

function unknownTask(client: ProxmoxClient, cause?: unknown): AppError {
  return new AppError(
    "not_found",
    `"${client.target.name}" knows no such task. Proxmox VE deletes the records of old tasks.`,
    { cause },
  );
}

function nodeOfUpid(upid: string): string {
  if (!upidSchema.safeParse(upid).success)
    throw new AppError("validation_failed", "That is no UPID.", {
      fields: { upid: "That is no UPID" },
    });
  return parseUpid(upid).node;
}

/** UPID:node:pid:pstart:starttime:type:id:user: with the time in seconds since 1970. */
export function parseUpid(upid: string) {
  const [, node = "", , , starttime = "", type = "", id = "", user = ""] =
    upid.split(":");
  return { node, starttime: Number.parseInt(starttime, 16), type, id, user };
}

/** A task without the server that it came from: the caller knows it. */
export type TaskRow = Omit<Task, "serverId" | "serverName">;

const taskRowsSchema = rows(
  z.object({
    upid: upidSchema,
    starttime: lenient(looseNumber),
    endtime: lenient(looseNumber),
    status: lenient(looseText),
  }),
);

/** What runs on all nodes, and the last of what has ended (25 a node). */
export async function listClusterTasks(
  client: ProxmoxClient,
  { signal }: AskOptions = {},
): Promise<TaskRow[]> {
  const tasks = await client.get(
    apiPath`/cluster/tasks`,
    {},
    { schema: taskRowsSchema, signal },
  );
  return tasks.map(toTask);
}

/** The tasks of one node, by Proxmox VE's own filters. */
export async function listNodeTasks(
  client: ProxmoxClient,
  node: string,
  filter: Parameters,
  options: AskOptions = {},
): Promise<TaskRow[]> {
  const tasks = await client.get(apiPath`/nodes/${node}/tasks`, filter, {
    schema: taskRowsSchema,
    ...options,
  });
  return tasks.map(toTask);
}

const maxStatusLength = 500;

/** The UPID says most of it, and says it alike in every list; the lists split the user, or do not. */
function toTask(row: z.output<typeof taskRowsSchema>[number]): TaskRow {
  const { node, type, id, user, starttime } = parseUpid(row.upid);
  // A list of what is running says so in place of a result.
  const hasEnded = row.endtime !== undefined && row.status !== undefined;
  return {
    upid: row.upid,
    node,
    type,
    id,
    user,
    starttime: row.starttime ?? starttime,
    ...(hasEnded && {
      endtime: row.endtime,
      status: plainText(row.status ?? "", maxStatusLength),
    }),
  };
}
