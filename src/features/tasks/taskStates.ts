import type { StatusTone } from "@/components/StatusDot.tsx";
import { displayText } from "@/lib/displayText.ts";
import type { TaskRow } from "@/lib/taskRows.ts";

type Ending = Pick<TaskRow, "result" | "exitstatus">;

const states: Record<TaskRow["result"], { label: string; tone: StatusTone }> = {
  running: { label: "Running", tone: "busy" },
  ok: { label: "Done", tone: "good" },
  warnings: { label: "Done with warnings", tone: "warning" },
  failed: { label: "Failed", tone: "bad" },
  unknown: { label: "End not known", tone: "neutral" },
};

export function taskState({ result }: Ending): {
  label: string;
  tone: StatusTone;
} {
  return states[result];
}

/** What Proxmox VE says of an end that was not simply good. */
export function endingReason({
  result,
  exitstatus,
}: Ending): string | undefined {
  switch (result) {
    case "failed":
      return displayText(exitstatus ?? "") || "The task ended without a result";
    case "warnings":
      return `${displayText((exitstatus ?? "").toLowerCase())}: its log says which`;
    case "unknown":
      return "Muster could not read how it ended";
    case "running":
    case "ok":
      return undefined;
  }
}
