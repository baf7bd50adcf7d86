import { describe, expect, test } from "vitest";
import { authError } from "@/lib/authErrors.ts";

const refusal = (code: string, message = "") => ({
  name: "AuthApiError",
  message,
  code,
  status: 400,
});

describe("Auth's refusals in plain words", () => {
  test.each([
    ["invalid_credentials", "validation_failed", /wrong/],
    ["email_not_confirmed", "validation_failed", /Open the link in the mail/],
    ["signup_disabled", "forbidden", /Ask the operator/],
    ["user_banned", "forbidden", /locked/],
    ["over_request_rate_limit", "rate_limited", /Too many attempts/],
    ["over_email_send_rate_limit", "rate_limited", /Too many mails/],
    ["otp_expired", "validation_failed", /no longer valid/],
    ["refresh_token_not_found", "unauthorized", /Sign in again/],
  ])("%s is %s", (code, errorCode, words) => {
    const error = authError(refusal(code));
    expect(error.code).toBe(errorCode);
    expect(error.message).toMatch(words);
  });
});

test("an address that is taken is said beside the address", () => {
  expect(authError(refusal("user_already_exists")).fields).toEqual({
    email: "There is already an account with this address",
  });
});

describe("a weak password says what a strong one needs", () => {
  test.each([
    [
      { reasons: ["length"], message: "should be at least 12 characters." },
      "Use at least 12 characters",
    ],
    [{ reasons: ["characters"], message: "" }, /Mix lower case/],
    [{ reasons: ["length", "pwned"], message: "" }, /data leak/],
    [{ message: "weak" }, /too weak/],
  ])("%j", ({ message, ...extra }, words) => {
    const { fields } = authError({
      ...refusal("weak_password", message),
      ...extra,
    });
    expect(fields?.password).toMatch(words);
  });
});

test("no answer at all points to one's own connection, one from in front of Auth does not", () => {
  const failure = { name: "AuthRetryableFetchError", message: "Failed" };
  expect(authError({ ...failure, status: 0 })).toMatchObject({
    code: "unreachable",
    message: expect.stringContaining("your own network connection") as string,
  });
  expect(authError({ ...failure, status: 503 }).code).toBe("internal");
});

test("what nobody foresaw does not show Auth's text", () => {
  const error = authError(refusal("new_code", "pq: relation users"));
  expect(error.code).toBe("internal");
  expect(error.message).not.toContain("pq:");
  expect(
    authError({ name: "AuthApiError", message: "", status: 429 }).code,
  ).toBe("rate_limited");
});
