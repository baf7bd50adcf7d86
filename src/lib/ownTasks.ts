import { sessionState } from "@/lib/session.ts";

export interface OwnTask {
  serverId: string | null;
  upid: string;
  /** By this device's clock. */
  beganAt: number;
  /** Undefined while it is followed. */
  end: OwnTaskEnd | undefined;
}

/** `exitstatus` is undefined where the end could not be read: the task ran on at its node. */
export interface OwnTaskEnd {
  exitstatus: string | undefined;
  endedAt: number;
}

/** A tab that is open for weeks shows its last tasks, not all of them. */
const keptEnded = 200;

interface Kept extends OwnTask {
  /** Who began it: another person in the same tab is not told. */
  userId: string | undefined;
}

let kept: readonly Kept[] = [];
const listeners = new Set<() => void>();

/** The tasks that this page has begun and follows, the newest first: known at once, without asking a server for its tasks. */
export const ownTasks = {
  begin({ serverId, upid }: { serverId: string | null; upid: string }): void {
    if (kept.some((task) => isSame(task, serverId, upid))) return;
    const task = { serverId, upid, beganAt: Date.now(), end: undefined };
    change([{ ...task, userId: currentUserId() }, ...kept]);
  },

  end(
    { serverId, upid }: { serverId: string | null; upid: string },
    exitstatus: string | undefined,
  ): void {
    const end = { exitstatus, endedAt: Date.now() };
    change(
      kept.map((task) =>
        isSame(task, serverId, upid) ? { ...task, end } : task,
      ),
    );
  },

  /** The same array for as long as nothing has changed. */
  all: (): readonly OwnTask[] => ofUser(currentUserId()),

  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

let shown: { of: typeof kept; userId: string | undefined; tasks: typeof kept } =
  { of: kept, userId: undefined, tasks: kept };

function ofUser(userId: string | undefined): readonly OwnTask[] {
  if (shown.of !== kept || shown.userId !== userId) {
    const tasks = kept.filter((task) => task.userId === userId);
    shown = { of: kept, userId, tasks };
  }
  return shown.tasks;
}

function change(tasks: readonly Kept[]): void {
  let ended = 0;
  kept = tasks.filter(({ end }) => !end || (ended += 1) <= keptEnded);
  listeners.forEach((listener) => {
    listener();
  });
}

function currentUserId(): string | undefined {
  const session = sessionState();
  return "user" in session ? session.user.id : undefined;
}

function isSame(task: OwnTask, serverId: string | null, upid: string): boolean {
  return task.upid === upid && task.serverId === serverId;
}
