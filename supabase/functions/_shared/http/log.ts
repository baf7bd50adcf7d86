import type { ErrorCode } from "../contract/errors.ts";

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

/** The shapes of what must never be written down, wherever it may come from: a second line behind not putting it into errors at all. */
const secrets: readonly [RegExp, string][] = [
  // a JWT
  [/eyJ[\w-]+\.[\w-]*\.[\w-]*/g, "[redacted]"],
  // an API token of Proxmox VE keeps its id and loses its value
  [/(![\w.-]+[= ])[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi, "$1[redacted]"],
  [/sb_secret_[\w-]+/g, "[redacted]"],
  // 32 bytes, as a master key (base64) or a row key (hexadecimal)
  [/[\w+/]{43}=|\b[\da-f]{64}\b/gi, "[redacted]"],
];

export function withoutSecrets(text: string): string {
  return secrets.reduce(
    (clean, [pattern, replacement]) => clean.replace(pattern, replacement),
    text,
  );
}
