import type { EndpointRequest } from "../_shared/contract/endpoint.ts";
import { AppError, type Failure } from "../_shared/contract/errors.ts";
import type { listTaskHistory } from "../_shared/contract/tasks.ts";
import { takeFromLimit } from "../_shared/db/limits.ts";
import type { Handler } from "../_shared/http/serve.ts";
import { connect, type ProxmoxClient } from "../_shared/proxmox/client.ts";
import { listNodes } from "../_shared/proxmox/placement.ts";
import { listNodeTasks, type TaskRow } from "../_shared/proxmox/tasks.ts";
import { findSource } from "../_shared/sources.ts";
import { newestFirst, visibleTasks } from "./listTasks.ts";

/** Of somebody who sees only some guests, this many of the last tasks are looked through. */
const searchedTasks = 500;

/** A node keeps its own tasks: each is asked for as many as may be shown, and the newest of all are. */
export const history: Handler<typeof listTaskHistory> = async (
  { serverId, node, start, limit, ...filter },
  caller,
) => {
  const [source] = await Promise.all([
    findSource(caller, serverId),
    takeFromLimit(caller, "task"),
  ]);
  const proxmox = connect(source.target());
  await source.learn();
  const wanted = start + limit + 1;
  const outcomes = await Promise.all(
    (await nodesToAsk(proxmox, node)).map((name) =>
      askNode(proxmox, name, {
        ...filter,
        limit: source.sees ? Math.max(wanted, searchedTasks) : wanted,
      }),
    ),
  );
  const tasks = visibleTasks(
    outcomes.flatMap((outcome) => outcome.tasks),
    source,
  ).sort(newestFirst);
  return {
    tasks: tasks.slice(start, start + limit),
    hasMore: tasks.length >= wanted,
    problems: outcomes.flatMap(({ problem }) => problem ?? []),
  };
};

/** Also those that are offline: that their tasks are missing has to be said. */
async function nodesToAsk(
  proxmox: ProxmoxClient,
  node: string | undefined,
): Promise<string[]> {
  if (node !== undefined) return [node];
  return (await listNodes(proxmox)).map((row) => row.node);
}

type Filter = Pick<
  EndpointRequest<typeof listTaskHistory>,
  "vmid" | "typefilter" | "userfilter" | "statusfilter" | "since" | "until"
>;

interface Outcome {
  tasks: TaskRow[];
  problem?: Failure & { node: string };
}

async function askNode(
  proxmox: ProxmoxClient,
  node: string,
  filter: Filter & { limit: number },
): Promise<Outcome> {
  try {
    return {
      tasks: await listNodeTasks(proxmox, node, { ...filter, source: "all" }),
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { tasks: [], problem: { node, ...error.toFailure() } };
  }
}
