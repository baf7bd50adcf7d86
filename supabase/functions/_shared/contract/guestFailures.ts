import type { ErrorCode } from "./errors.ts";

const ofOneGuest: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "validation_failed",
  "not_found",
  "forbidden",
  "server_inactive",
  "decrypt_failed",
  "config_error",
  "address_not_allowed",
  "permission_denied",
  "bad_request",
  "pve_error",
  "node_unreachable",
  "node_tls",
]);

/**
 * Failures of one guest alone, or found before the server was asked. After any other, a server that is away, or turns the token away, is not
 * asked hundreds of times more.
 */
export function concernsOneGuest(code: ErrorCode): boolean {
  return ofOneGuest.has(code);
}
