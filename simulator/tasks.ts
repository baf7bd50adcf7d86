import { setTimeout as delay } from "node:timers/promises";
import type { Caller } from "./access.ts";
import { badParameters, firstLine } from "./errors.ts";
import { createRandom, type Random } from "./random.ts";
import { unixTime, type Timing } from "./state.ts";

export interface Task {
  upid: string;
  node: string;
  pid: number;
  pstart: number;
  starttime: number;
  type: string;
  id: string;
  /** The whole token id, as the UPID has it. */
  authid: string;
  log: string[];
  warnings: number;
  endtime: number | undefined;
  exitstatus: string | undefined;
  abort: AbortController;
  /** Settles when the task has ended, however it ended. */
  done: Promise<void>;
}

/** What a task's work may do. */
export interface Work {
  task: Task;
  signal: AbortSignal;
  log(line: string): void;
  warn(line: string): void;
  /** Rejects when the task is aborted. Durations are those of a real node; `taskSpeed` shortens them. */
  sleep(milliseconds: number): Promise<void>;
}

export interface TaskOrder {
  node: string;
  type: string;
  /** A VMID, or nothing. */
  id: string;
  caller: Caller;
}

const keptTasks = 1000;
const bootEpochPids = 1000;

/** A cluster's tasks: each node's newest first. */
export class Tasks {
  readonly #byUpid = new Map<string, Task>();
  readonly #byNode = new Map<string, Task[]>();
  readonly #timing: Timing;
  readonly #random: Random;
  readonly #pids = new Map<string, number>();

  constructor(timing: Timing, seed: number) {
    this.#timing = timing;
    this.#random = createRandom(seed, "tasks");
  }

  nextPid(node: string): number {
    const pid =
      (this.#pids.get(node) ?? bootEpochPids) + this.#random.between(1, 40);
    this.#pids.set(node, pid);
    return pid;
  }

  /** Starts the work and answers with its UPID at once, as a forked worker does. */
  start(order: TaskOrder, work: (work: Work) => Promise<void>): Task {
    const task = this.#create(order, unixTime());
    const sleep = async (milliseconds: number) => {
      await delay(milliseconds / this.#timing.taskSpeed, undefined, {
        signal: task.abort.signal,
      });
    };
    task.done = work({
      task,
      signal: task.abort.signal,
      log: (line) => task.log.push(line),
      warn: (line) => {
        task.log.push(`WARN: ${line}`);
        task.warnings++;
      },
      sleep,
    }).then(
      () => {
        this.#end(
          task,
          task.warnings === 0 ? "OK" : `WARNINGS: ${String(task.warnings)}`,
        );
      },
      (error: unknown) => {
        this.#end(
          task,
          task.abort.signal.aborted ? "received interrupt" : firstLine(error),
        );
      },
    );
    return task;
  }

  /** A task of the past, for a fleet that did not begin today. */
  record(
    order: TaskOrder,
    starttime: number,
    seconds: number,
    exitstatus: string,
    log: string[],
  ): void {
    const task = this.#create(order, starttime);
    task.log.push(...log);
    this.#end(task, exitstatus, starttime + seconds);
    this.#byNode
      .get(order.node)
      ?.sort((left, right) => right.starttime - left.starttime);
  }

  find(upid: string): Task {
    const node = parseUpid(upid);
    const task = this.#byUpid.get(upid);
    if (node === undefined)
      throw badParameters({ upid: "unable to parse worker upid" });
    if (task === undefined) throw badParameters({ upid: "no such task" });
    return task;
  }

  of(node: string): readonly Task[] {
    return this.#byNode.get(node) ?? [];
  }

  abortAll(): void {
    for (const task of this.#byUpid.values()) task.abort.abort();
  }

  #create({ node, type, id, caller }: TaskOrder, starttime: number): Task {
    const pid = this.nextPid(node);
    const pstart = this.#random.between(0x10000, 0xfffffff);
    const upid = `UPID:${node}:${hex(pid)}:${hex(pstart)}:${hex(starttime)}:${type}:${id}:${caller.authid}:`;
    const task: Task = {
      upid,
      node,
      pid,
      pstart,
      starttime,
      type,
      id,
      authid: caller.authid,
      log: [],
      warnings: 0,
      endtime: undefined,
      exitstatus: undefined,
      abort: new AbortController(),
      done: Promise.resolve(),
    };
    const tasks = this.#byNode.get(node) ?? [];
    tasks.unshift(task);
    this.#byNode.set(node, tasks);
    this.#byUpid.set(upid, task);
    this.#forgetOldest(tasks);
    return task;
  }

  #end(task: Task, exitstatus: string, endtime = unixTime()): void {
    task.exitstatus = exitstatus;
    task.endtime = endtime;
    task.log.push(
      isFine(exitstatus) ? `TASK ${exitstatus}` : `TASK ERROR: ${exitstatus}`,
    );
  }

  #forgetOldest(tasks: Task[]): void {
    const oldest = tasks.at(-1);
    if (tasks.length <= keptTasks || oldest?.endtime === undefined) return;
    tasks.pop();
    this.#byUpid.delete(oldest.upid);
  }
}

export const isFine = (exitstatus: string) =>
  exitstatus === "OK" || exitstatus.startsWith("WARNINGS: ");

const upidForm =
  /^UPID:([a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?):[0-9A-Fa-f]{8}:[0-9A-Fa-f]{8,9}:[0-9A-Fa-f]{8}:[^:\s/]+:[^:\s/]*:[^:\s/]+:$/;

/** The node in a UPID. */
export const parseUpid = (upid: string): string | undefined =>
  upidForm.exec(upid)?.[1];

const hex = (value: number) =>
  value.toString(16).toUpperCase().padStart(8, "0");
