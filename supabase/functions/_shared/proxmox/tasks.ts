import type { TaskStatus } from "../contract/actions.ts";
import { AppError } from "../contract/errors.ts";
import { upidSchema } from "../contract/vms.ts";
import type { ProxmoxClient } from "./client.ts";
import { apiPath } from "./path.ts";
import { taskStatusAnswerSchema } from "./responses.ts";

/** The state of a task, from the node that runs it: the UPID names it. */
export async function readTaskStatus(
  client: ProxmoxClient,
  upid: string,
  signal?: AbortSignal,
): Promise<TaskStatus> {
  try {
    return await client.get(
      apiPath`/nodes/${nodeOfUpid(upid)}/tasks/${upid}/status`,
      {},
      { schema: taskStatusAnswerSchema, signal },
    );
  } catch (error) {
    // Proxmox VE has no 404: a task that it does not know is a bad parameter.
    const isUnknown =
      error instanceof AppError &&
      error.code === "bad_request" &&
      /no such task/.test(error.fields?.["upid"] ?? "");
    if (!isUnknown) throw error;
    throw new AppError(
      "not_found",
      `"${client.target.name}" knows no such task. Proxmox VE deletes the records of old tasks.`,
      { cause: error },
    );
  }
}

function nodeOfUpid(upid: string): string {
  const node = upid.split(":")[1];
  if (!upidSchema.safeParse(upid).success || node === undefined)
    throw new AppError("validation_failed", "That is no UPID.", {
      fields: { upid: "That is no UPID" },
    });
  return node;
}
