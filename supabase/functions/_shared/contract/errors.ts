import * as z from "zod/mini";

/**
 * Every way in which Muster can fail, and the HTTP status it leaves the functions with. The list is closed: screens decide by code,
 * never by text. A failure of one server inside a list travels with the same codes and needs no status.
 */
export const errorStatus = {
  // What the caller sent
  validation_failed: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  unsupported_media_type: 415,
  payload_too_large: 413,
  rate_limited: 429,

  // What is stored
  server_exists: 409,
  limit_reached: 409,
  version_conflict: 409,
  server_inactive: 409,
  server_deactivated: 409,
  token_required: 422,
  decrypt_failed: 422,

  // On the way to Proxmox VE
  address_not_allowed: 422,
  dns_failed: 502,
  refused: 502,
  unreachable: 502,
  timeout: 504,
  reset: 502,
  tls_protocol: 502,
  tls_expired: 502,
  tls_untrusted: 502,
  tls_name: 502,
  tls_changed: 502,
  redirect_refused: 502,
  too_large: 502,
  invalid_response: 502,

  // What Proxmox VE answered
  auth_failed: 422,
  permission_denied: 403,
  bad_request: 422,
  pve_error: 502,
  node_unreachable: 502,
  node_tls: 502,
  pve_unavailable: 502,
  unknown_outcome: 502,

  // Of a console
  guest_stopped: 409,
  no_terminal: 422,
  too_many_consoles: 409,

  // Of a person's account; the database raises them, with the code as its hint
  last_admin: 409,
  recent_sign_in_required: 403,
  second_factor_required: 403,

  // Ourselves
  config_error: 503,
  db_unavailable: 503,
  internal: 500,
} as const;

export type ErrorCode = keyof typeof errorStatus;

export const errorCodeSchema = z.enum(
  Object.keys(errorStatus) as [ErrorCode, ...ErrorCode[]],
);

/** What can be said of a failure in a place where there is no HTTP answer: one server of a list, one guest of a bulk. */
export const failureSchema = z.object({
  code: errorCodeSchema,
  message: z.string(),
});
export type Failure = z.infer<typeof failureSchema>;

/** The body of every answer that is not a success. `fields` names the request's fields that were refused, with a sentence for each. */
export const errorBodySchema = z.object({
  error: z.object({
    code: errorCodeSchema,
    message: z.string(),
    requestId: z.string(),
    fields: z.optional(z.record(z.string(), z.string())),
  }),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;

export interface AppErrorOptions extends ErrorOptions {
  /** Request field -> sentence, for a form to show beside the field. */
  fields?: Record<string, string>;
  requestId?: string;
  /** Seconds after which a new try makes sense (RFC 9110, section 10.2.3). */
  retryAfterSeconds?: number;
}

/** A failure that was foreseen. Its message may be shown to people: it says what was tried, and holds no secret. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly fields: Record<string, string> | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.fields = options.fields;
    this.requestId = options.requestId;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get status(): number {
    return errorStatus[this.code];
  }

  toFailure(): Failure {
    return { code: this.code, message: this.message };
  }
}
