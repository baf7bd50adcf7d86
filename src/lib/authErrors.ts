import { AppError, type ErrorCode } from "@contract/errors.ts";
import { unreachableError } from "@/lib/errors.ts";

/** The parts of auth-js's AuthError that we read; its classes would bring the whole client along. */
export interface AuthFailure {
  name: string;
  message: string;
  code?: string | undefined;
  status?: number | undefined;
  /** Of a weak password. */
  reasons?: string[];
}

export interface Refusal {
  code: ErrorCode;
  message: string;
  /** The input it belongs to. */
  field?: string;
}

type Refusals = Partial<Record<string, Refusal>>;

const ended: Refusal = {
  code: "unauthorized",
  message: "Your session has ended. Sign in again",
};
const taken: Refusal = {
  code: "validation_failed",
  message: "There is already an account with this address",
  field: "email",
};
const unusable: Refusal = {
  code: "validation_failed",
  message: "This address cannot be used",
  field: "email",
};
const closed: Refusal = {
  code: "forbidden",
  message: "New accounts are switched off here. Ask the operator for one",
};
const tooMany: Refusal = {
  code: "rate_limited",
  message: "Too many attempts from your address",
};

/** Auth's codes. */
const refusals: Refusals = {
  invalid_credentials: {
    code: "validation_failed",
    message: "The e-mail address or the password is wrong",
  },
  email_not_confirmed: {
    code: "validation_failed",
    message:
      "This address is not confirmed yet. Open the link in the mail we sent you",
  },
  user_already_exists: taken,
  email_exists: taken,
  email_address_invalid: unusable,
  email_address_not_authorized: unusable,
  same_password: {
    code: "validation_failed",
    message: "That is your present password. Choose another",
    field: "password",
  },
  signup_disabled: closed,
  email_provider_disabled: closed,
  user_banned: {
    code: "forbidden",
    message: "This account is locked. Ask the operator",
  },
  over_request_rate_limit: tooMany,
  over_email_send_rate_limit: {
    code: "rate_limited",
    message: "Too many mails were asked for",
  },
  otp_expired: {
    code: "validation_failed",
    message: "This link is no longer valid. Ask for a new one",
  },
  reauthentication_needed: ended,
  session_expired: ended,
  session_not_found: ended,
  refresh_token_not_found: ended,
  refresh_token_already_used: ended,
  bad_jwt: ended,
};

/** Auth's refusals in plain words; `more` are those of what only some pages do. */
export function authError(failure: AuthFailure, more: Refusals = {}): AppError {
  if (isConnectionFailure(failure) && !failure.status) {
    return unreachableError(failure);
  }
  const { code, message, field } =
    more[failure.code ?? ""] ?? refusalOf(failure);
  return new AppError(code, message, {
    cause: failure,
    ...(field ? { fields: { [field]: message } } : {}),
  });
}

/** No answer, or one from in front of Auth (502, 503, 504): a session is not lost by it. */
export function isConnectionFailure(failure: { name: string }): boolean {
  return failure.name === "AuthRetryableFetchError";
}

function refusalOf(failure: AuthFailure): Refusal {
  const { name, code = "", status } = failure;
  const known = refusals[code];
  if (known) return known;
  if (code === "weak_password") {
    return {
      code: "validation_failed",
      message: weakPassword(failure),
      field: "password",
    };
  }
  if (name === "AuthSessionMissingError") return ended;
  if (status === 429) return tooMany;
  return {
    code: "internal",
    message: isConnectionFailure(failure)
      ? "The sign-in service does not answer at the moment"
      : "The sign-in service gave an answer that Muster does not understand",
  };
}

function weakPassword({ reasons = [], message }: AuthFailure): string {
  if (reasons.includes("pwned")) {
    return "This password is known from a data leak. Choose another";
  }
  if (reasons.includes("characters")) {
    return "Mix lower case, upper case, digits and symbols";
  }
  const [minimum] = /\d+/.exec(message) ?? [];
  return minimum
    ? `Use at least ${minimum} characters`
    : "This password is too weak. Use a longer one";
}
