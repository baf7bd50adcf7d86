import { AppError, type AppErrorOptions } from "@contract/errors.ts";
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

/** Auth's refusals in plain words. */
export function authError(failure: AuthFailure): AppError {
  const options: AppErrorOptions = { cause: failure };
  const refuse = (message: string, field?: string) =>
    new AppError("validation_failed", message, {
      ...options,
      ...(field === undefined ? {} : { fields: { [field]: message } }),
    });

  if (isConnectionFailure(failure)) {
    return failure.status
      ? new AppError(
          "internal",
          "The sign-in service does not answer at the moment",
          options,
        )
      : unreachableError(failure);
  }

  switch (failure.code) {
    case "invalid_credentials":
      return refuse("The e-mail address or the password is wrong");
    case "email_not_confirmed":
      return refuse(
        "This address is not confirmed yet. Open the link in the mail we sent you",
      );
    case "user_already_exists":
    case "email_exists":
      return refuse("There is already an account with this address", "email");
    case "email_address_invalid":
    case "email_address_not_authorized":
      return refuse("This address cannot be used", "email");
    case "weak_password":
      return refuse(weakPassword(failure), "password");
    case "same_password":
      return refuse(
        "That is your present password. Choose another",
        "password",
      );
    case "signup_disabled":
    case "email_provider_disabled":
      return new AppError(
        "forbidden",
        "New accounts are switched off here. Ask the operator for one",
        options,
      );
    case "user_banned":
      return new AppError(
        "forbidden",
        "This account is locked. Ask the operator",
        options,
      );
    case "over_request_rate_limit":
      return new AppError(
        "rate_limited",
        "Too many attempts from your address",
        options,
      );
    case "over_email_send_rate_limit":
      return new AppError(
        "rate_limited",
        "Too many mails were asked for",
        options,
      );
    case "otp_expired":
      return refuse("This link is no longer valid. Ask for a new one");
    case "reauthentication_needed":
    case "session_expired":
    case "session_not_found":
    case "refresh_token_not_found":
    case "refresh_token_already_used":
    case "bad_jwt":
      return new AppError(
        "unauthorized",
        "Your session has ended. Sign in again",
        options,
      );
    default:
      return byStatus(failure, options);
  }
}

/** No answer, or one from in front of Auth (502, 503, 504): a session is not lost by it. */
export function isConnectionFailure(failure: { name: string }): boolean {
  return failure.name === "AuthRetryableFetchError";
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

function byStatus(failure: AuthFailure, options: AppErrorOptions): AppError {
  if (failure.name === "AuthSessionMissingError") {
    return new AppError(
      "unauthorized",
      "Your session has ended. Sign in again",
      options,
    );
  }
  if (failure.status === 429) {
    return new AppError(
      "rate_limited",
      "Too many attempts from your address",
      options,
    );
  }
  return new AppError(
    "internal",
    "The sign-in service gave an answer that Muster does not understand",
    options,
  );
}
