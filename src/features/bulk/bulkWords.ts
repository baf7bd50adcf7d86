import type { StatusTone } from "@/components/StatusDot.tsx";
import type { BulkCounts, BulkItem, BulkItemState } from "@/lib/bulkRun.ts";
import { counted } from "@/lib/counted.ts";
import { formatCount } from "@/lib/format.ts";
import type { VmAction } from "@/lib/types.ts";
import { vmActionWords } from "@/lib/vmActionWords.ts";

/** "Shutdown of 12 guests" */
export function runTitle(action: VmAction, count: number): string {
  return `${vmActionWords[action].label} of ${counted(count, "guest")}`;
}

export const bulkTone: Record<BulkItemState, StatusTone> = {
  waiting: "neutral",
  sending: "busy",
  running: "busy",
  ok: "good",
  warnings: "warning",
  failed: "bad",
  unknown: "warning",
  cancelled: "neutral",
};

/** What stands beside a guest. */
export function stateWords(action: VmAction, { state }: BulkItem): string {
  switch (state) {
    case "waiting":
      return "Waiting";
    case "sending":
      return "Sending …";
    case "running":
      return `${vmActionWords[action].progress} …`;
    case "ok":
      return "Done";
    case "warnings":
      return "Done, with warnings";
    case "failed":
      return "Failed";
    case "unknown":
      return "Result unknown";
    case "cancelled":
      return "Not sent";
  }
}

/** Why, in the words of whoever knows it. */
export function reasonOf({ error, exitstatus }: BulkItem): string | undefined {
  return error?.message ?? exitstatus;
}

/** "187 done, 2 with warnings, 10 failed, 1 unknown": what there is none of is left out. */
export function outcomeWords(counts: BulkCounts): string {
  const parts: [number, string][] = [
    [counts.ok + counts.warnings, "done"],
    [counts.warnings, "with warnings"],
    [counts.failed, "failed"],
    [counts.unknown, "unknown"],
    [counts.cancelled, "not sent"],
  ];
  const words = parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${formatCount(count)} ${word}`);
  return words.join(", ") || "Begun";
}
