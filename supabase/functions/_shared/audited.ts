import { AppError, type ErrorCode } from "./contract/errors.ts";
import { writeAudit, type AuditEntry, type AuditSubject } from "./db/audit.ts";
import type { Caller } from "./db/caller.ts";
import { inBackground } from "./http/background.ts";
import type { CallContext } from "./http/serve.ts";

/** Adds what is learnt on the way: the server's name, the task's UPID. */
export type Note = (facts: Partial<AuditSubject>) => void;

/**
 * Work that leaves an entry before it begins, and one that says how it ended. What cannot be written down beforehand is not done; the
 * second entry is not waited for, and its failure takes nothing back from what has been done.
 */
export async function audited<Result>(
  { origin, log }: Pick<CallContext, "origin" | "log">,
  caller: Caller,
  subject: AuditSubject,
  work: (note: Note) => Promise<Result>,
): Promise<Result> {
  await writeAudit(caller, origin, [{ ...subject, outcome: "attempt" }]);
  let known = subject;
  const finish = (result: Pick<AuditEntry, "outcome" | "errorCode">) => {
    inBackground(writeAudit(caller, origin, [{ ...known, ...result }]), log);
  };
  try {
    const result = await work((facts) => {
      const detail = { ...known.detail, ...facts.detail };
      known = { ...known, ...facts, detail };
    });
    finish({ outcome: "ok" });
    return result;
  } catch (error) {
    finish(failed(error instanceof AppError ? error.code : "internal"));
    throw error;
  }
}

/** Refused for want of a right, or gone wrong. */
const refusals: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "unauthorized",
  "forbidden",
  "not_found",
  "permission_denied",
]);

export function failed(
  code: ErrorCode,
): Pick<AuditEntry, "outcome" | "errorCode"> {
  return { outcome: refusals.has(code) ? "denied" : "error", errorCode: code };
}
