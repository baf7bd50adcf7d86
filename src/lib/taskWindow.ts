export interface TaskReference {
  serverId: string | null;
  upid: string;
  /** Seconds since 1970, where it is known: a task's own status does not tell. */
  endtime?: number | undefined;
}

/** What of the tasks stands open over the page: the drawer, and one task with its log. */
interface TaskWindow {
  isDrawerOpen: boolean;
  task: TaskReference | undefined;
}

const closed: TaskWindow = { isDrawerOpen: false, task: undefined };
let state = closed;
const listeners = new Set<() => void>();

function change(changes: Partial<TaskWindow>): void {
  state = { ...state, ...changes };
  listeners.forEach((listener) => {
    listener();
  });
}

/** Shows one task and its log, over whatever page is open. */
export function openTaskLog({ serverId, upid, endtime }: TaskReference): void {
  change({ task: { serverId, upid, endtime } });
}

export function openTaskDrawer(): void {
  change({ isDrawerOpen: true });
}

/** For the place that draws them. */
export const taskWindow = {
  state: (): TaskWindow => state,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  closeAll: (): void => {
    change(closed);
  },
  closeLog: (): void => {
    change({ task: undefined });
  },
  closeDrawer: (): void => {
    change({ isDrawerOpen: false });
  },
};
