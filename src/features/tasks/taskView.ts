import type { TaskHistoryFilter } from "@/hooks/useTaskHistory.ts";
import { periodStart } from "@/lib/periods.ts";
import type { TaskRow } from "@/lib/taskRows.ts";
import { vmidOfTask } from "@/lib/taskWords.ts";
import { serverIdOfKey } from "@/lib/vmKey.ts";

/** What the page shows, as its address says it. */
export interface TaskView {
  /** A serverKey; empty for the recent tasks of all servers. */
  server: string;
  /** As they were typed. */
  vmid: string;
  user: string;
  type: string;
  result: string;
  period: string;
}

/** The parts of the address that fields of the page stand for. */
export const viewFields = {
  server: "server",
  vmid: "vmid",
  user: "user",
  type: "type",
  result: "result",
  period: "since",
} as const satisfies Record<keyof TaskView, string>;

/** By Proxmox VE's word for asking, and ours for showing. */
export const results = {
  ok: { label: "Done", statusfilter: "ok" },
  warnings: { label: "Done with warnings", statusfilter: "warning" },
  failed: { label: "Failed", statusfilter: "error" },
} as const;

export function readTaskView(params: URLSearchParams): TaskView {
  const read = (field: keyof typeof viewFields) =>
    params.get(viewFields[field]) ?? "";
  return {
    server: read("server"),
    vmid: read("vmid"),
    user: read("user"),
    type: read("type"),
    result: read("result"),
    period: read("period"),
  };
}

/** What of an address makes sense; the rest of it filters nothing. */
interface TaskFilter {
  vmid: number | undefined;
  user: string | undefined;
  type: string | undefined;
  result: keyof typeof results | undefined;
  /** Seconds since 1970. */
  since: number | undefined;
}

export function filterOf(view: TaskView, now: number): TaskFilter {
  const { vmid, user, type, result, period } = view;
  const since = periodStart(period, now);
  return {
    vmid: /^[1-9]\d{2,8}$/.test(vmid) ? Number(vmid) : undefined,
    user: user.trim().slice(0, 128) || undefined,
    type: /^[\w-]{1,64}$/.test(type) ? type : undefined,
    result: isResult(result) ? result : undefined,
    since: since === undefined ? undefined : since / 1000,
  };
}

export function isFiltered(filter: TaskFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}

/** One server's own records; undefined where the address names none. */
export function historyFilterOf(
  { server }: TaskView,
  { vmid, user, type, result, since }: TaskFilter,
): TaskHistoryFilter | undefined {
  if (server === "") return undefined;
  return {
    serverId: serverIdOfKey(server),
    vmid,
    userfilter: user,
    typefilter: type,
    statusfilter: result && results[result].statusfilter,
    since,
  };
}

/** The same for tasks that are here already. */
export function matchTasks(
  tasks: readonly TaskRow[],
  { vmid, user, type, result, since }: TaskFilter,
): TaskRow[] {
  return tasks.filter(
    (task) =>
      (vmid === undefined || vmidOfTask(task) === vmid) &&
      (user === undefined || task.user.includes(user)) &&
      (type === undefined || task.type === type) &&
      (result === undefined || task.result === result) &&
      (since === undefined || task.starttime >= since),
  );
}

function isResult(text: string): text is keyof typeof results {
  return Object.hasOwn(results, text);
}
