import * as z from "zod/mini";
import { vmActionSchema } from "./actions.ts";

/** What the audit log names. Roles and assignments are written by triggers of the database, key rotation by the operator's command. */
export const auditActions = [
  "server.add",
  "server.change",
  "server.trust",
  "server.remove",
  "server.test",
  "server.deactivate",
  "server.reactivate",
  ...vmActionSchema.options.map((action) => `guest.${action}` as const),
  "guest.console",
  "guest.snapshot",
  "guest.rollback",
  "guest.snapshot_delete",
  "guest.backup",
  "guest.clone",
  "guest.migrate",
  "guest.change",
  "task.stop",
  "role.grant",
  "role.revoke",
  "assignment.grant",
  "assignment.change",
  "assignment.revoke",
  "rule.grant",
  "rule.change",
  "rule.revoke",
  "account.delete",
  "key.rotate",
] as const;
export type AuditAction = (typeof auditActions)[number];

/** "attempt" is written before something is done: one that nothing follows was cut short. */
export const auditOutcomeSchema = z.enum(["attempt", "ok", "denied", "error"]);
export type AuditOutcome = z.infer<typeof auditOutcomeSchema>;
