import type { ErrorCode } from "../../contract/errors.ts";

export type FaultCode = Extract<
  ErrorCode,
  | "refused"
  | "unreachable"
  | "timeout"
  | "reset"
  | "tls_protocol"
  | "tls_expired"
  | "tls_untrusted"
  | "tls_name"
  | "tls_changed"
  | "too_large"
  | "invalid_response"
  | "unknown_outcome"
>;

/**
 * What went wrong on the way, without words for people: connections are shared and know no server's name. `failures.ts` has the words.
 * `detail` is the address that was not reached, or the fingerprint that was found instead of the pinned one.
 */
export class TransportFault extends Error {
  override readonly name = "TransportFault";
  readonly code: FaultCode;
  readonly detail: string | undefined;

  constructor(code: FaultCode, detail?: string, options?: ErrorOptions) {
    super(detail === undefined ? code : `${code}: ${detail}`, options);
    this.code = code;
    this.detail = detail;
  }
}

const unreachableCodes = [
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "EACCES",
];

/** What the operating system says of a connection: Deno's error classes, and Node's codes where Deno has no class. */
export function connectionFault(
  error: unknown,
  detail?: string,
): TransportFault {
  const code =
    error instanceof TransportFault ? error.code : connectionFaultCode(error);
  return new TransportFault(code, detail, { cause: error });
}

function connectionFaultCode(error: unknown): FaultCode {
  if (error instanceof Deno.errors.ConnectionRefused) return "refused";
  if (error instanceof Deno.errors.TimedOut) return "timeout";
  const code =
    error instanceof Error && "code" in error ? String(error.code) : "";
  return unreachableCodes.includes(code) ? "unreachable" : "reset";
}
