import { RelationNotFoundError } from "./lite.ts";

/** An error of Postgres, as postgres.js throws it. */
interface DatabaseError {
  code: string;
  message: string;
  detail?: string | null;
  hint?: string | null;
}

/** By SQLSTATE, then by its class: PostgREST's own table (docs, "Errors"); everything else is 400. */
const statuses: Record<string, number> = {
  "08": 503,
  "09": 500,
  "0L": 403,
  "0P": 403,
  "23503": 409,
  "23505": 409,
  "25": 500,
  "25006": 405,
  "28": 403,
  "2D": 500,
  "38": 500,
  "39": 500,
  "3B": 500,
  "40": 500,
  "42P17": 500,
  "53": 503,
  "53400": 500,
  "54": 500,
  "55": 500,
  "57": 500,
  "57P01": 503,
  "58": 500,
  F0: 500,
  HV: 500,
  P0: 500,
  P0001: 400,
  XX: 500,
};

/** What lite answers as PostgREST does: it knows whether the caller is signed in, and which table was asked. */
const answeredByLite = /^(PGRST|PT...|42501|42P01|42883|42703)$/;

/** What lite turns into an answer of just this form (PostgREST's "raise sqlstate 'PGRST'"). */
export class PostgrestError extends Error {
  readonly code = "PGRST";
  readonly detail: string;
  readonly status: number;
  readonly sqlState: string;

  constructor({ code, message, detail = null, hint = null }: DatabaseError) {
    super(JSON.stringify({ code, message, details: detail, hint }));
    this.sqlState = code;
    this.status = statusOf(code);
    this.detail = JSON.stringify({ status: this.status, headers: {} });
  }
}

/** @supabase/lite answers 500 to constraints, exceptions of ours and more; in this shape it passes on what PostgREST would say. */
export function toPostgrestError(error: unknown): unknown {
  return isDatabaseError(error) && !answeredByLite.test(error.code)
    ? new PostgrestError(error)
    : error;
}

/** Whether the answer is a 4xx: then the caller is told, and the log has nothing to say. */
export function isCallersMistake(error: Error): boolean {
  if (error instanceof PostgrestError) return error.status < 500;
  if (isDatabaseError(error)) return statusOf(error.code) < 500;
  return error instanceof RelationNotFoundError;
}

function statusOf(code: string): number {
  return statuses[code] ?? statuses[code.slice(0, 2)] ?? 400;
}

function isDatabaseError(error: unknown): error is DatabaseError {
  const code = (error as Partial<DatabaseError> | null)?.code;
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code);
}
