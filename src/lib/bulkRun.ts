import * as z from "zod/mini";
import { vmActionOptionsSchema, vmActionSchema } from "@contract/actions.ts";
import { failureSchema } from "@contract/errors.ts";
import { guestTypeSchema, serverIdSchema } from "@contract/vms.ts";
import type { Vm, VmAction, VmActionOptions } from "@/lib/types.ts";
import { serverKey, vmKey } from "@/lib/vmKey.ts";
import { vmName } from "@/lib/vmName.ts";

/**
 * What has become of one guest. "sending": in a call whose answer is not there yet. "unknown": it may have been done, and is never sent
 * again without asking.
 */
const bulkItemStateSchema = z.enum([
  "waiting",
  "sending",
  "running",
  "ok",
  "warnings",
  "failed",
  "unknown",
  "cancelled",
]);
export type BulkItemState = z.infer<typeof bulkItemStateSchema>;

const bulkItemSchema = z.object({
  key: z.string(),
  serverId: serverIdSchema,
  serverName: z.string(),
  node: z.string(),
  type: guestTypeSchema,
  vmid: z.number(),
  name: z.string(),
  state: bulkItemStateSchema,
  upid: z.optional(z.string()),
  /** Why it has failed, or why nobody knows. */
  error: z.optional(failureSchema),
  /** "WARNINGS: 2" */
  exitstatus: z.optional(z.string()),
});
export type BulkItem = z.infer<typeof bulkItemSchema>;

/** One action on many guests, as it is kept in the browser: no secret is in it. */
export const bulkRunSchema = z.object({
  id: z.string(),
  action: vmActionSchema,
  options: z.optional(vmActionOptionsSchema),
  /** Milliseconds since 1970. */
  startedAt: z.number(),
  /** Set while what waits is not sent before somebody says so, with the reason. */
  heldBecause: z.optional(z.string()),
  /** Muster's limit of actions is used up until then. */
  pausedUntil: z.optional(z.number()),
  items: z.array(bulkItemSchema),
});
export type BulkRun = z.infer<typeof bulkRunSchema>;

export function newBulkRun(
  action: VmAction,
  guests: readonly Vm[],
  options: VmActionOptions | undefined,
  now: number,
): BulkRun {
  return {
    id: `${String(now)}-${Math.random().toString(36).slice(2, 10)}`,
    action,
    ...(options && { options }),
    startedAt: now,
    items: guests.map((vm) => ({
      key: vmKey(vm),
      serverId: vm.serverId,
      serverName: vm.serverName,
      node: vm.node,
      type: vm.type,
      vmid: vm.vmid,
      name: vmName(vm),
      state: "waiting",
    })),
  };
}

export type BulkCounts = Record<BulkItemState, number>;

export function countStates(items: readonly BulkItem[]): BulkCounts {
  const counts: BulkCounts = {
    waiting: 0,
    sending: 0,
    running: 0,
    ok: 0,
    warnings: 0,
    failed: 0,
    unknown: 0,
    cancelled: 0,
  };
  for (const { state } of items) counts[state] += 1;
  return counts;
}

export function isEnded({ state }: BulkItem): boolean {
  return state !== "waiting" && state !== "sending" && state !== "running";
}

/** Nothing waits, and nothing is under way. */
export function isOver(run: BulkRun): boolean {
  return run.items.every(isEnded);
}

export interface BulkServer {
  key: string;
  serverName: string;
  items: readonly BulkItem[];
}

export function itemsByServer(items: readonly BulkItem[]): BulkServer[] {
  const groups = new Map<string, BulkItem[]>();
  for (const item of items) {
    const key = serverKey(item.serverId);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups].map(([key, group]) => ({
    key,
    serverName: group[0]?.serverName ?? "",
    items: group,
  }));
}

type Change = (item: BulkItem) => BulkItem;

function changeItems(run: BulkRun, change: Change): BulkRun {
  return { ...run, items: run.items.map(change) };
}

/** The run with these items as they are now. */
export function withItems(
  run: BulkRun,
  changed: ReadonlyMap<string, Partial<BulkItem>>,
): BulkRun {
  if (changed.size === 0) return run;
  return changeItems(run, (item) => {
    const change = changed.get(item.key);
    return change ? { ...item, ...change } : item;
  });
}

/** What was not sent yet will not be. */
export function cancelWaiting(run: BulkRun): BulkRun {
  return releaseHold(
    changeItems(run, (item) =>
      item.state === "waiting" ? { ...item, state: "cancelled" } : item,
    ),
  );
}

/**
 * To be sent anew: those that have failed, and none else; or, if somebody has been asked and wants it, those whose outcome is unknown.
 * `nodeOf` tells where a guest is by now.
 */
export function retryItems(
  run: BulkRun,
  which: "failed" | "unknown",
  nodeOf: (key: string) => string | undefined,
): BulkRun {
  return releaseHold(
    changeItems(run, (item) => {
      if (item.state !== which) return item;
      return {
        ...item,
        node: nodeOf(item.key) ?? item.node,
        state: "waiting",
        upid: undefined,
        error: undefined,
        exitstatus: undefined,
      };
    }),
  );
}

/** Those whose task is known, but not its end. */
export function lookAgain(run: BulkRun): BulkRun {
  return changeItems(run, (item) =>
    item.state === "unknown" && item.upid !== undefined
      ? { ...item, state: "running", error: undefined }
      : item,
  );
}

const leftWhileSending = {
  code: "unknown_outcome",
  message: "The page was left before the answer came",
} as const;

/** As it is after a reload: what was being sent has an unknown outcome, and what was not sent is not sent by itself. */
export function afterReload(run: BulkRun): BulkRun {
  const left = changeItems({ ...run, pausedUntil: undefined }, (item) =>
    item.state === "sending"
      ? { ...item, state: "unknown", error: leftWhileSending }
      : item,
  );
  return left.items.some(({ state }) => state === "waiting")
    ? { ...left, heldBecause: "The page was left before these were sent." }
    : left;
}

/** What waits may be sent. */
export function releaseHold(run: BulkRun): BulkRun {
  return { ...run, heldBecause: undefined };
}
