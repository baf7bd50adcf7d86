import { describe, expect, test } from "vitest";
import { errorStatus } from "@contract/errors.ts";
import { mayPass, serverNotice } from "./serverNotices.ts";
import type { ErrorCode } from "./types.ts";

describe("serverNotice", () => {
  test.each(Object.keys(errorStatus) as ErrorCode[])(
    "%s has a title and a way out",
    (code) => {
      const { title, waysOut } = serverNotice(code);
      expect(title).not.toBe("");
      expect(waysOut.length).toBeGreaterThan(0);
    },
  );

  test("a refused token leads to the token, and not to trying again", () => {
    expect(serverNotice("auth_failed")).toMatchObject({
      cause: "Token",
      waysOut: ["token", "retry"],
    });
  });

  test("a certificate that changed offers no retry: it must be looked at", () => {
    expect(serverNotice("tls_changed").waysOut).toEqual(["certificate"]);
  });

  test("what is no server's fault is not called the server's", () => {
    expect(serverNotice("db_unavailable").cause).toBe("Muster");
    expect(serverNotice("timeout").cause).toBe("Network");
  });
});

test("a server that is down may be saved, one that refuses the token or shows another certificate may not", () => {
  expect(mayPass("timeout")).toBe(true);
  expect(mayPass("tls_untrusted")).toBe(true);
  expect(mayPass("auth_failed")).toBe(false);
  expect(mayPass("tls_changed")).toBe(false);
  expect(mayPass("address_not_allowed")).toBe(false);
});
