import type {
  runBulkVmAction,
  taskStatus as taskStatusEndpoint,
} from "@contract/actions.ts";
import type { EndpointInput, EndpointResponse } from "@contract/endpoint.ts";
import type { Failure } from "@contract/errors.ts";
import { concernsOneGuest } from "@contract/guestFailures.ts";
import type { listTasks } from "@contract/tasks.ts";
import { withItems, type BulkItem, type BulkRun } from "@/lib/bulkRun.ts";
import { displayText } from "@/lib/displayText.ts";
import { MusterError, toAppError } from "@/lib/errors.ts";
import { taskResult, type AppError, type ErrorCode } from "@/lib/types.ts";
import { serverKey, vmKey } from "@/lib/vmKey.ts";

/** What a run needs of Muster's functions. A call that meets a limit fails with it at once: the run does its own waiting. */
export interface BulkApi {
  runBulkVmAction: (
    input: EndpointInput<typeof runBulkVmAction>,
  ) => Promise<EndpointResponse<typeof runBulkVmAction>>;
  listTasks: (
    input: EndpointInput<typeof listTasks>,
  ) => Promise<EndpointResponse<typeof listTasks>>;
  taskStatus: (
    input: EndpointInput<typeof taskStatusEndpoint>,
  ) => Promise<EndpointResponse<typeof taskStatusEndpoint>>;
}

/** Tasks of one run that a server has to do at a time: others use it, too. */
export const atOncePerServer = 3;
/** A call answers when its slowest server has: few of them share one, and several calls are under way. */
const serversPerCall = 5;
const callsAtOnce = 4;
/** So few tasks are asked for one by one, which is exact; more are read from the servers' lists, which lag a little. */
const fewTasks = 3;
/** How often in a row a task may stay unheard of. It runs on at its node, whether we hear of it or not. */
const maxFailures = 6;

export interface BulkPace {
  /** Between two looks at the tasks, by how long ago the newest of them was sent. */
  lookMs: (ageMs: number) => number;
  /** After Muster itself did not answer. */
  absenceMs: number;
}

const usualPace: BulkPace = {
  lookMs: (ageMs) => (ageMs < 5_000 ? 1_000 : ageMs < 30_000 ? 2_500 : 5_000),
  absenceMs: 10_000,
};

export interface BulkRunner {
  /** Changes the run, and goes on with what there is to do then. */
  change: (change: (run: BulkRun) => BulkRun) => void;
  /** Nothing more is sent or asked. What is under way is still written down, and then the promise kept. */
  stop: () => Promise<unknown>;
}

interface RunnerOptions {
  api: BulkApi;
  run: BulkRun;
  /** Called with each new state; before a call goes out, with its guests as "sending". */
  onChange: (run: BulkRun) => void;
  pace?: BulkPace;
}

/**
 * Sends an action to many guests and follows each to the end of its task. A guest is in one call at most, and no call is ever repeated:
 * where the answer is lost, the outcome is unknown and stays so.
 */
export function runBulk({
  api,
  run: begun,
  onChange,
  pace = usualPace,
}: RunnerOptions): BulkRunner {
  let run = begun;
  let isStopped = false;
  const callsUnderWay = new Set<Promise<void>>();
  let itemsPerCall = serversPerCall * atOncePerServer;
  let isFollowing = false;
  let pauseTimer: ReturnType<typeof setTimeout> | undefined;
  const serversInCalls = new Set<string>();
  /** upid -> when it was first heard of, and how often in a row it was not. */
  const watches = new Map<string, Watch>();

  function set(next: BulkRun) {
    if (next === run) return;
    run = next;
    onChange(run);
  }

  function goOn() {
    sendMore();
    void followAll();
  }

  function sendMore() {
    while (!isStopped && run.heldBecause === undefined && !isPaused()) {
      const batch = callsUnderWay.size < callsAtOnce ? nextBatch() : [];
      if (batch.length === 0) return;
      const call = send(batch).then(() => {
        callsUnderWay.delete(call);
        goOn();
      });
      callsUnderWay.add(call);
    }
  }

  function isPaused(): boolean {
    const { pausedUntil } = run;
    if (pausedUntil === undefined) return false;
    const left = pausedUntil - Date.now();
    clearTimeout(pauseTimer);
    if (left > 0) {
      pauseTimer = setTimeout(sendMore, left);
      return true;
    }
    set({ ...run, pausedUntil: undefined });
    return false;
  }

  /** What may go out now: as much as has room, of servers that are in no call. */
  function nextBatch(): BulkItem[] {
    const room = new Map<string, number>();
    for (const { state, serverId } of run.items)
      if (state === "running") {
        const key = serverKey(serverId);
        room.set(key, (room.get(key) ?? atOncePerServer) - 1);
      }
    const servers = new Set<string>();
    const batch: BulkItem[] = [];
    for (const item of run.items) {
      if (batch.length >= itemsPerCall) break;
      if (item.state !== "waiting") continue;
      const key = serverKey(item.serverId);
      const left = room.get(key) ?? atOncePerServer;
      if (left <= 0 || serversInCalls.has(key)) continue;
      if (!servers.has(key) && servers.size >= serversPerCall) continue;
      servers.add(key);
      room.set(key, left - 1);
      batch.push(item);
    }
    return batch;
  }

  async function send(batch: readonly BulkItem[]): Promise<void> {
    const keys = new Set(batch.map(({ serverId }) => serverKey(serverId)));
    keys.forEach((key) => serversInCalls.add(key));
    set(withItems(run, all(batch, { state: "sending" })));
    try {
      const { action, options } = run;
      const { results } = await api.runBulkVmAction({
        action,
        items: batch.map(({ serverId, node, type, vmid }) => ({
          ...(serverId !== null && { serverId }),
          node,
          type,
          vmid,
        })),
        ...(options && { options }),
      });
      hearResults(batch, results);
    } catch (error) {
      hearRefusal(batch, toAppError(error));
    } finally {
      keys.forEach((key) => serversInCalls.delete(key));
    }
  }

  function hearResults(
    batch: readonly BulkItem[],
    results: EndpointResponse<typeof runBulkVmAction>["results"],
  ) {
    const byKey = new Map(results.map((result) => [vmKey(result), result]));
    const changes = new Map<string, Partial<BulkItem>>();
    const stops = new Map<string, Failure>();
    for (const item of batch) {
      const { upid, error } = byKey.get(item.key) ?? {};
      changes.set(item.key, changeBy(upid, error));
      const server = serverKey(item.serverId);
      if (error && !concernsOneGuest(error.code) && !stops.has(server))
        stops.set(server, notSent(error));
    }
    // A server that is away, or turns the token away, is not asked for each of its guests.
    for (const item of run.items) {
      const error = stops.get(serverKey(item.serverId));
      if (error && item.state === "waiting")
        changes.set(item.key, { state: "failed", error });
    }
    set(withItems(run, changes));
  }

  /** The call as a whole has failed. */
  function hearRefusal(batch: readonly BulkItem[], error: AppError) {
    const { code, message, retryAfterSeconds } = error;
    const back = withItems(run, all(batch, { state: "waiting" }));
    if (code === "rate_limited") {
      const waitMs = Math.max(1, retryAfterSeconds ?? 10) * 1000;
      set({ ...back, pausedUntil: Date.now() + waitMs });
    } else if (code === "payload_too_large" && batch.length > 1) {
      itemsPerCall = Math.ceil(batch.length / 2);
      set(back);
    } else if (refusedByInput.has(code)) {
      const failure = error.toFailure();
      set(withItems(run, all(batch, { state: "failed", error: failure })));
    } else if (refusedBefore.has(code)) {
      set({ ...back, heldBecause: message });
    } else {
      const failure = {
        code: "unknown_outcome",
        message: `The answer was lost. ${message}`,
      } as const;
      const unknown = all(batch, { state: "unknown", error: failure });
      // What could not be told of these would not be told of the others.
      set({ ...withItems(run, unknown), heldBecause: message });
    }
  }

  /** One loop for all tasks, for as long as there are some. */
  async function followAll(): Promise<void> {
    if (isFollowing) return;
    isFollowing = true;
    let isAbsent = false;
    for (;;) {
      const running = runningItems();
      if (running.length === 0) break;
      await wait(isAbsent ? pace.absenceMs : pace.lookMs(ageOfNewest(running)));
      isAbsent = !(await look(runningItems()));
      sendMore();
    }
    isFollowing = false;
  }

  /** None once it has been stopped. */
  function runningItems(): RunningItem[] {
    return isStopped ? [] : run.items.filter(isRunning);
  }

  function ageOfNewest(running: readonly RunningItem[]): number {
    const now = Date.now();
    const ages = running.map(({ upid }) => now - watchOf(upid).since);
    return Math.min(...ages);
  }

  function watchOf(upid: string): Watch {
    const watch = watches.get(upid) ?? { since: Date.now(), failures: 0 };
    watches.set(upid, watch);
    return watch;
  }

  /** False where Muster itself did not answer: that says nothing of the tasks. */
  async function look(running: readonly RunningItem[]): Promise<boolean> {
    try {
      const unlisted =
        running.length > fewTasks ? await lookAtLists(running) : running;
      await Promise.all(unlisted.slice(0, fewTasks).map(lookAtTask));
      return true;
    } catch {
      return false;
    }
  }

  /** Answers with the tasks that their servers' lists do not hold: these have been pushed out by newer ones, or are too new. */
  async function lookAtLists(
    running: readonly RunningItem[],
  ): Promise<RunningItem[]> {
    const [only, ...others] = new Set(running.map(({ serverId }) => serverId));
    const { servers, tasks } = await api.listTasks(
      others.length === 0 && only ? { serverId: only } : {},
    );
    const byUpid = new Map(tasks.map((task) => [task.upid, task]));
    const outcomes = new Map(
      servers.map((server) => [serverKey(server.serverId), server]),
    );
    const changes = new Map<string, Partial<BulkItem>>();
    const unlisted: RunningItem[] = [];
    for (const item of running) {
      const outcome = outcomes.get(serverKey(item.serverId));
      const task = byUpid.get(item.upid);
      if (task) {
        watchOf(item.upid).failures = 0;
        if (task.endtime !== undefined || task.status !== undefined)
          changes.set(item.key, endOf(task.status));
      } else if (outcome?.ok === false) {
        const change = hearNothing(item, outcome.error?.message);
        if (change) changes.set(item.key, change);
      } else unlisted.push(item);
    }
    hear(changes);
    return unlisted;
  }

  async function lookAtTask(item: RunningItem): Promise<void> {
    const { serverId, upid, key } = item;
    let change: Partial<BulkItem> | undefined;
    try {
      const task = await api.taskStatus({
        upid,
        ...(serverId !== null && { serverId }),
      });
      watchOf(upid).failures = 0;
      if (task.status === "stopped") change = endOf(task.exitstatus);
    } catch (error) {
      const { code, message } = toAppError(error);
      if (error instanceof MusterError || saysNothing.has(code)) throw error;
      change =
        code === "not_found" ? lost(message) : hearNothing(item, message);
    }
    if (change) hear(new Map([[key, change]]));
  }

  /** What a look has brought; whoever has been stopped may have a successor. */
  function hear(changes: ReadonlyMap<string, Partial<BulkItem>>) {
    if (!isStopped) set(withItems(run, changes));
  }

  function hearNothing(
    { upid }: RunningItem,
    message = "Its server does not answer",
  ): Partial<BulkItem> | undefined {
    const watch = watchOf(upid);
    watch.failures += 1;
    return watch.failures < maxFailures ? undefined : lost(message);
  }

  goOn();
  return {
    change(change) {
      set(change(run));
      goOn();
    },
    stop() {
      isStopped = true;
      clearTimeout(pauseTimer);
      return Promise.all(callsUnderWay);
    },
  };
}

interface Watch {
  since: number;
  failures: number;
}

type RunningItem = BulkItem & { upid: string };

function isRunning(item: BulkItem): item is RunningItem {
  return item.state === "running" && item.upid !== undefined;
}

/** Refused for what it says: it would be refused again. */
const refusedByInput: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "validation_failed",
  "payload_too_large",
]);

/** Refused before anything was sent to a server. */
const refusedBefore: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "unauthorized",
  "forbidden",
  "config_error",
  "db_unavailable",
]);

/** Of us or our database, not of the task or its server. */
const saysNothing: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  ...refusedBefore,
  "rate_limited",
  "internal",
]);

function changeBy(
  upid: string | undefined,
  error: Failure | undefined,
): Partial<BulkItem> {
  if (upid !== undefined) return { state: "running", upid };
  if (!error) return lost("Muster's answer does not say what has become of it");
  return {
    state: error.code === "unknown_outcome" ? "unknown" : "failed",
    error,
  };
}

/** Only the exit status tells whether it has worked. */
function endOf(exitstatus: string | undefined): Partial<BulkItem> {
  const text = displayText(exitstatus ?? "");
  const result = taskResult({ status: "stopped", exitstatus: text });
  if (result === "ok") return { state: "ok" };
  if (result === "warnings") return { state: "warnings", exitstatus: text };
  const message = text || "The task ended without a result";
  return { state: "failed", error: { code: "pve_error", message } };
}

function lost(message: string): Partial<BulkItem> {
  return {
    state: "unknown",
    error: {
      code: "unknown_outcome",
      message: `It was begun, but its end could not be read. ${message}`,
    },
  };
}

function notSent({ code, message }: Failure): Failure {
  const reason = message.replace(
    /^Not sent, because of what came before: /,
    "",
  );
  return {
    // Of what was never sent, the outcome is known.
    code: code === "unknown_outcome" ? "unreachable" : code,
    message: `Not sent, because of what came before: ${reason}`,
  };
}

function all(
  items: readonly BulkItem[],
  change: Partial<BulkItem>,
): Map<string, Partial<BulkItem>> {
  return new Map(items.map(({ key }) => [key, change]));
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
