import type { ActivityFilter } from "@/lib/activity.ts";
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

export const periods = {
  "1h": { label: "Last hour", hours: 1 },
  "24h": { label: "Last 24 hours", hours: 24 },
  "7d": { label: "Last 7 days", hours: 7 * 24 },
  "30d": { label: "Last 30 days", hours: 30 * 24 },
} as const;

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
  const hours = isPeriod(period) ? periods[period].hours : undefined;
  return {
    userId: isEverybodys ? undefined : userId,
    serverId: uuid.test(serverId) ? serverId : undefined,
    vmid: /^[1-9]\d{2,8}$/.test(vmid) ? Number(vmid) : undefined,
    action: auditActions.find((known) => known === action),
    outcome: outcomes.find((known) => known === outcome),
    since:
      hours === undefined ? undefined : wholeMinute(now - hours * 3_600_000),
  };
}

function isPeriod(text: string): text is keyof typeof periods {
  return Object.hasOwn(periods, text);
}

/** So that the same filter is the same question for a while. */
function wholeMinute(time: number): string {
  return new Date(time - (time % 60_000)).toISOString();
}

export function isFiltered(filter: ActivityFilter): boolean {
  return Object.entries(filter).some(
    ([name, value]) => name !== "userId" && value !== undefined,
  );
}
