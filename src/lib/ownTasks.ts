import { sessionState } from "@/lib/session.ts";
import type { TaskReference } from "@/lib/taskWindow.ts";
import { serverKey } from "@/lib/vmKey.ts";

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

/** What a task is known by everywhere: two registrations of one cluster tell of the same one. */
export function taskKey({ serverId, upid }: TaskReference): string {
  return `${serverKey(serverId)}/${upid}`;
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
  begin({ serverId, upid }: TaskReference): void {
    const task = { serverId, upid, beganAt: Date.now(), end: undefined };
    if (kept.some((known) => taskKey(known) === taskKey(task))) return;
    change([{ ...task, userId: currentUserId() }, ...kept]);
  },

  end(reference: TaskReference, exitstatus: string | undefined): void {
    const key = taskKey(reference);
    const end = { exitstatus, endedAt: Date.now() };
    change(
      kept.map((task) => (taskKey(task) === key ? { ...task, end } : task)),
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
