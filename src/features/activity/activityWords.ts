import type { ActivityResult } from "@/features/activity/activityEvents.ts";
import type { StatusTone } from "@/components/StatusDot.tsx";
import type { AuditAction } from "@/lib/types.ts";
import { vmActionWords } from "@/lib/vmActionWords.ts";

const words: Record<AuditAction, string> = {
  "server.add": "Add server",
  "server.change": "Change server",
  "server.trust": "Change trust",
  "server.remove": "Remove server",
  "server.test": "Test connection",
  "server.deactivate": "Deactivate server",
  "server.reactivate": "Reactivate server",
  "guest.start": vmActionWords.start.label,
  "guest.shutdown": vmActionWords.shutdown.label,
  "guest.reboot": vmActionWords.reboot.label,
  "guest.stop": vmActionWords.stop.label,
  "guest.reset": vmActionWords.reset.label,
  "guest.suspend": vmActionWords.suspend.label,
  "guest.hibernate": vmActionWords.hibernate.label,
  "guest.resume": vmActionWords.resume.label,
  "guest.console": "Open console",
  "guest.snapshot": "Take snapshot",
  "guest.rollback": "Roll back to snapshot",
  "guest.snapshot_delete": "Delete snapshot",
  "guest.backup": "Back up",
  "guest.clone": "Clone",
  "guest.migrate": "Migrate",
  "guest.change": "Change tags or notes",
  "task.stop": "Stop task",
  "role.grant": "Make administrator",
  "role.revoke": "Take administrator back",
  "assignment.grant": "Assign guest",
  "assignment.change": "Change assignment",
  "assignment.revoke": "Take assignment back",
  "rule.grant": "Assign by rule",
  "rule.change": "Change rule",
  "rule.revoke": "Take rule back",
  "account.delete": "Delete account",
  "key.rotate": "Rotate encryption key",
};

/** A newer Muster may have written what this page does not know. */
export function actionWords(action: string): string {
  return (words as Partial<Record<string, string>>)[action] ?? action;
}

export const resultWords: Record<
  ActivityResult,
  { label: string; tone: StatusTone }
> = {
  ok: { label: "Done", tone: "good" },
  denied: { label: "Refused", tone: "warning" },
  error: { label: "Failed", tone: "bad" },
  open: { label: "Under way", tone: "busy" },
  cut: { label: "Cut short", tone: "warning" },
};
