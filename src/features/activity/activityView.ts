import type { ActivityFilter } from "@/lib/activity.ts";
import { periodStart } from "@/lib/periods.ts";
import { auditActions } from "@/lib/types.ts";

/** What the page shows, as its address says it. */
export interface ActivityView {
  serverId: string;
  /** As it was typed. */
  vmid: string;
  action: string;
  outcome: string;
  period: string;
  isEverybodys: boolean;
}

/** The parts of the address that fields of the page stand for. */
export const viewFields = {
  serverId: "server",
  vmid: "vmid",
  action: "action",
  outcome: "result",
  period: "since",
} as const satisfies Partial<Record<keyof ActivityView, string>>;
export const everybodysField = "everybody";

export const outcomes = ["ok", "denied", "error"] as const;

export function readView(params: URLSearchParams): ActivityView {
  const read = (field: keyof typeof viewFields) =>
    params.get(viewFields[field]) ?? "";
  return {
    serverId: read("serverId"),
    vmid: read("vmid"),
    action: read("action"),
    outcome: read("outcome"),
    period: read("period"),
    isEverybodys: params.has(everybodysField),
  };
}

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** What of an address makes sense; the rest of it filters nothing. */
export function filterOf(
  view: ActivityView,
  userId: string,
  now: number,
): ActivityFilter {
  const { serverId, vmid, action, outcome, period, isEverybodys } = view;
  const since = periodStart(period, now);
  return {
    userId: isEverybodys ? undefined : userId,
    serverId: uuid.test(serverId) ? serverId : undefined,
    vmid: /^[1-9]\d{2,8}$/.test(vmid) ? Number(vmid) : undefined,
    action: auditActions.find((known) => known === action),
    outcome: outcomes.find((known) => known === outcome),
    since: since === undefined ? undefined : new Date(since).toISOString(),
  };
}

export function isFiltered(filter: ActivityFilter): boolean {
  return Object.entries(filter).some(
    ([name, value]) => name !== "userId" && value !== undefined,
  );
}
