import {
  startSimulator,
  type RunningCluster,
  type Simulator,
  type SimulatorOptions,
} from "../simulator.ts";
import { ask, dataOf, type Ask, type Reply } from "./client.ts";

export type Row = Record<string, unknown>;

/** A simulator and its first cluster's first node, to be called by the path alone. */
export interface TestSession {
  simulator: Simulator;
  readonly cluster: RunningCluster;
  call(path: string, options?: Partial<Ask>): Promise<Reply>;
  post(path: string, body?: string, options?: Partial<Ask>): Promise<Reply>;
  read(path: string): Promise<Row>;
  list(path: string): Promise<Row[]>;
  /** POSTs, waits for the task to end, and answers with its status. */
  run(path: string, body?: string, method?: string): Promise<Row>;
  ended(upid: unknown): Promise<Row>;
  log(upid: unknown): Promise<string[]>;
}

const pollMs = 15;

export async function openSession(
  options: Partial<SimulatorOptions> = {},
): Promise<TestSession> {
  const simulator = await startSimulator({
    clusters: "small",
    taskSpeed: 100,
    waitSpeed: 50,
    ...options,
  });
  const cluster = () => {
    const [first] = simulator.clusters;
    if (first === undefined) throw new Error("The simulator has no cluster");
    return first;
  };
  const call = (path: string, more: Partial<Ask> = {}) =>
    ask({
      port: cluster().nodes[0]?.port ?? 0,
      ca: cluster().caCertificate,
      token: cluster().tokens.admin,
      path: `/api2/json${path}`,
      ...more,
    });
  const post = (path: string, body = "", more: Partial<Ask> = {}) =>
    call(path, { method: "POST", body, ...more });
  const read = async (path: string) => dataOf(await call(path)) as Row;
  const taskPath = (upid: unknown) =>
    `/nodes/${String(upid).split(":")[1] ?? ""}/tasks/${encodeURIComponent(String(upid))}`;
  const ended = async (upid: unknown): Promise<Row> => {
    for (;;) {
      const status = await read(`${taskPath(upid)}/status`);
      if (status.status === "stopped") return status;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  };
  return {
    simulator,
    get cluster() {
      return cluster();
    },
    call,
    post,
    read,
    list: async (path) => dataOf(await call(path)) as Row[],
    run: async (path, body = "", method = "POST") => {
      const reply = await call(
        path,
        method === "DELETE" ? { method } : { method, body },
      );
      if (reply.status !== 200)
        throw new Error(
          `${String(reply.status)} ${reply.reason} ${reply.text}`,
        );
      return ended(dataOf(reply));
    },
    ended,
    log: async (upid) => {
      const lines = dataOf(await call(`${taskPath(upid)}/log?limit=0`)) as {
        t: string;
      }[];
      return lines.map(({ t }) => t);
    },
  };
}
