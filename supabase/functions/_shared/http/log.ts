import type { ErrorCode } from "../contract/errors.ts";
import { withoutSecrets } from "../withoutSecrets.ts";

export interface FailureRecord {
  requestId: string;
  function: string;
  method: string;
  /** The template, not the path: ids and UPIDs stay out of the log. */
  path: string;
  code: ErrorCode;
  cause?: unknown;
}

/** One line a failure. Its cause is the only free text, and the only place a secret could hide. */
export function logFailure({ cause, ...record }: FailureRecord): void {
  console.error(
    JSON.stringify(
      cause === undefined ? record : { ...record, cause: describeCause(cause) },
    ),
  );
}

const maxCauseLength = 2000;

export function describeCause(cause: unknown): string {
  const parts: string[] = [];
  for (
    let error = cause;
    error !== undefined && parts.length < 4;
    error = error instanceof Error ? error.cause : undefined
  )
    parts.push(describeError(error));
  return withoutSecrets(parts.join("\ncaused by ")).slice(0, maxCauseLength);
}

function describeError(error: unknown): string {
  if (error instanceof Error)
    return error.stack ?? `${error.name}: ${error.message}`;
  return typeof error === "string" ? error : typeof error;
}
