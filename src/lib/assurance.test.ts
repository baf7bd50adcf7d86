import { expect, test } from "vitest";
import { assuranceLevel, lacksSecondFactor } from "@/lib/assurance.ts";

const token = (claims: object) => `e30.${btoa(JSON.stringify(claims))}.c2ln`;

const factor = (more: object = {}) => ({
  id: "1",
  status: "verified",
  factor_type: "totp",
  created_at: "2026-01-01T00:00:00Z",
  ...more,
});

test("a token says how sure Auth is of its owner, or that Auth knows no levels", () => {
  expect(assuranceLevel(token({ aal: "aal1" }))).toBe("aal1");
  // Base64url, without its padding.
  expect(assuranceLevel("e30.eyJhYWwiOiJhYWwyIiwieCI6Ij8_In0.x")).toBe("aal2");
  expect(assuranceLevel(token({ sub: "1" }))).toBeUndefined();
});

test.each(["", "opaque", "a.b.c", "a.bnVsbA.c"])(
  "what is no token says nothing: %s",
  (text) => {
    expect(assuranceLevel(text)).toBeUndefined();
  },
);

test("who has an app and gave only the password lacks the code", () => {
  const lacks = (aal: string, factors?: object[]) =>
    lacksSecondFactor({
      access_token: token({ aal }),
      user: { factors: factors?.map(factor) },
    });
  expect(lacks("aal1", [{}])).toBe(true);
  expect(lacks("aal2", [{}])).toBe(false);
  expect(lacks("aal1", [])).toBe(false);
  expect(lacks("aal1")).toBe(false);
  expect(lacks("aal1", [{ status: "unverified" }])).toBe(false);
  expect(lacks("aal1", [{ factor_type: "phone" }])).toBe(false);
});
