import type { AuditAction, AuditOutcome } from "../contract/audit.ts";
import type { ErrorCode } from "../contract/errors.ts";
import { withoutSecrets } from "../withoutSecrets.ts";
import type { Caller } from "./caller.ts";
import { serviceClient } from "./clients.ts";
import { dataOf } from "./databaseError.ts";

/** From where a call came, as far as the platform in front of the functions vouches for it. */
export interface CallOrigin {
  requestId: string;
  ip: string | undefined;
  userAgent: string | undefined;
}

/** What is done to what. Never a secret: a token is named by its id, a certificate by its fingerprint. */
export interface AuditSubject {
  action: AuditAction;
  /** Whose server it is, where an administrator does something to it; else the caller. */
  ownerId?: string;
  serverId?: string | null | undefined;
  serverName?: string;
  node?: string;
  vmid?: number;
  upid?: string | undefined;
  detail?: AuditDetail;
}
export type AuditDetail = Record<string, string | number | boolean | undefined>;

export interface AuditEntry extends AuditSubject {
  outcome: AuditOutcome;
  errorCode?: ErrorCode | undefined;
}

/** Adds entries of one call, many in one RPC. The database cuts, cleans and redacts once more. */
export async function writeAudit(
  caller: Caller,
  origin: CallOrigin,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map((entry) => ({
    actor: caller.userId,
    // Whatever else is named is the caller's own, or answered as if it did not exist.
    owner: entry.ownerId ?? caller.userId,
    action: entry.action,
    outcome: entry.outcome,
    error_code: entry.errorCode ?? null,
    server_id: entry.serverId ?? null,
    server_name: clean(entry.serverName),
    node: clean(entry.node),
    vmid: entry.vmid ?? null,
    upid: clean(entry.upid),
    request_id: origin.requestId,
    ip: origin.ip ?? null,
    user_agent: clean(origin.userAgent),
    detail: cleanDetail(entry.detail),
  }));
  await dataOf(serviceClient().rpc("write_audit", { p_entries: rows }));
}

function clean(text: string | undefined): string | null {
  return text === undefined ? null : withoutSecrets(text);
}

/** JSON drops what is undefined. */
function cleanDetail(detail: AuditDetail = {}): AuditDetail {
  return Object.fromEntries(
    Object.entries(detail).map(([name, value]) => [
      name,
      typeof value === "string" ? withoutSecrets(value) : value,
    ]),
  );
}
