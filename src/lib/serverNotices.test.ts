import { describe, expect, test } from "vitest";
import { mayPass, serverNotice } from "./serverNotices.ts";
import { errorStatus } from "@contract/errors.ts";
import type { ErrorCode } from "./types.ts";

const errorCodes = Object.keys(errorStatus) as ErrorCode[];

describe("serverNotice", () => {
  test.each(errorCodes)("%s says what is wrong and what to do", (code) => {
    const { sentence, advice, waysOut } = serverNotice(code);
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(advice).toMatch(/\.$/);
    expect(waysOut.length).toBeGreaterThan(0);
  });

  test("a refused token leads to the token, and not to trying again", () => {
    expect(serverNotice("auth_failed").waysOut[0]).toBe("token");
  });

  test("a certificate that changed offers no retry: it must be looked at", () => {
    expect(serverNotice("tls_changed").waysOut).toEqual(["certificate"]);
  });

  test("an unknown authority names the way to trust the cluster's own", () => {
    expect(serverNotice("tls_untrusted").advice).toContain("pve-root-ca.pem");
  });
});

test("a server that is down may be saved, one that refuses the token or shows another certificate may not", () => {
  expect(mayPass("timeout")).toBe(true);
  expect(mayPass("tls_untrusted")).toBe(true);
  expect(mayPass("auth_failed")).toBe(false);
  expect(mayPass("tls_changed")).toBe(false);
  expect(mayPass("address_not_allowed")).toBe(false);
});
