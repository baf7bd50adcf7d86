import * as z from "zod/mini";
import { AppError } from "../contract/errors.ts";
import { taskResult } from "../contract/actions.ts";
import type { Parameters, ProxmoxClient } from "./client.ts";
import { findMoved, isGone, type Guest, type Permit } from "./guest.ts";
import { apiPath, type ApiPath } from "./path.ts";
import { taskStartedSchema } from "./responses.ts";
import { listNodeTasks, parseUpid, readTaskStatus } from "./tasks.ts";
import { tokenIdOf } from "../contract/servers.ts";

/** A call of Proxmox VE that begins a task on a guest. */
export interface TaskRequest {
  method: "post" | "delete";
  path: ApiPath;
  parameters: Parameters;
  /** The types of the task that it begins (qmstart, vzstart, hastart), to know it again. */
  taskType: RegExp;
}

/** Begins a task on a guest, where it is. */
export async function startGuestTask(
  client: ProxmoxClient,
  guest: Guest,
  permit: Permit,
  request: (guest: Guest) => TaskRequest,
): Promise<string> {
  // Some calls do not look for the guest: they begin a task, which fails. So it is looked for side by side, at no cost in time.
  const [begun, hasLeft] = await Promise.all([
    startTask(client, guest, request(guest)).catch((error: unknown) => {
      if (isGone(error)) return undefined;
      throw error;
    }),
    isElsewhere(client, guest),
  ]);
  if (begun !== undefined && !(hasLeft && (await hasFailed(client, begun))))
    return begun;
  const moved = await findMoved(client, guest, permit);
  return await startTask(client, moved, request(moved));
}

/** Whether the node says that it does not have the guest. Whatever else keeps it from an answer is no reason to believe so. */
async function isElsewhere(
  client: ProxmoxClient,
  { node, type, vmid }: Guest,
): Promise<boolean> {
  try {
    await client.get(
      apiPath`/nodes/${node}/${type}/${vmid}/config`,
      {},
      { schema: z.unknown(), timeoutMs: lookMs },
    );
    return false;
  } catch (error) {
    return isGone(error);
  }
}

const lookMs = 3_000;
const pauseMs = 200;

/** Whether a task ends in a failure, as one without its guest does at once. One that still runs after a while has found it. */
async function hasFailed(
  client: ProxmoxClient,
  upid: string,
): Promise<boolean> {
  const until = performance.now() + lookMs;
  while (performance.now() < until) {
    const result = taskResult(await readTaskStatus(client, upid));
    if (result !== "running") return result === "failed";
    await sleep(pauseMs);
  }
  return false;
}

/**
 * Begins a task at this very place. If the answer is lost, the task is looked for among those of the node; what cannot be found there stays
 * an unknown outcome. It is never sent twice.
 */
export async function startTask(
  client: ProxmoxClient,
  guest: Guest,
  { method, path, parameters, taskType }: TaskRequest,
  signal?: AbortSignal,
): Promise<string> {
  const sentAt = Date.now();
  try {
    return await client[method](path, parameters, {
      schema: taskStartedSchema,
      signal,
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "unknown_outcome")
      throw error;
    const begun = await findLost(client, guest, taskType, sentAt);
    if (begun === undefined) throw error;
    return begun;
  }
}

/** A clock that is a second off is still ours; one that is further off leaves the outcome unknown rather than wrong. */
const toleranceMs = 1_000;

async function findLost(
  client: ProxmoxClient,
  { node, vmid }: Guest,
  taskType: RegExp,
  sentAt: number,
): Promise<string | undefined> {
  const ours = tokenIdOf(client.target.token.reveal());
  const until = performance.now() + lookMs;
  const since = Math.floor((sentAt - toleranceMs) / 1000);
  do {
    const tasks = await listNodeTasks(
      client,
      node,
      { source: "all", vmid, since, limit: 50 },
      { timeoutMs: lookMs },
    ).catch(() => []);
    const found = tasks.find(({ upid }) => {
      const { type, user, starttime, id } = parseUpid(upid);
      return (
        id === String(vmid) &&
        user === ours &&
        starttime >= since &&
        taskType.test(type)
      );
    });
    if (found) return found.upid;
    // It may take Proxmox VE a moment to write the task down.
    await sleep(500);
  } while (performance.now() < until);
  return undefined;
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
