import { describe, expect, test } from "vitest";
import { guestPath, pathAfterSignIn, signInPath } from "@/lib/paths.ts";

test("the sign-in page remembers where its visitor wanted to go, with query and fragment", () => {
  const path = signInPath({
    pathname: "/servers",
    search: "?q=pve 1&x=1",
    hash: "#a",
  });
  expect(path).toBe("/sign-in?next=%2Fservers%3Fq%3Dpve+1%26x%3D1%23a");
  expect(pathAfterSignIn(path.slice("/sign-in".length))).toBe(
    "/servers?q=pve%201&x=1#a",
  );
});

test("the dashboard is where one goes anyway", () => {
  const plain = { search: "", hash: "" };
  expect(signInPath({ pathname: "/", ...plain })).toBe("/sign-in");
  expect(signInPath({ pathname: "/dashboard", ...plain })).toBe("/sign-in");
  expect(pathAfterSignIn("")).toBe("/dashboard");
});

describe("a link cannot lead out of this site", () => {
  test.each([
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "evil.example",
    "",
    "http://[",
  ])("%j", (next) => {
    const search = `?${new URLSearchParams({ next })}`;
    expect(pathAfterSignIn(search)).toBe("/dashboard");
  });
});

test("a guest's page is named by server, node, type and number", () => {
  const guest = { node: "pve1", type: "qemu", vmid: 101 } as const;
  expect(guestPath({ ...guest, serverId: "b7" })).toBe(
    "/guests/b7/pve1/qemu/101",
  );
  expect(guestPath({ ...guest, serverId: null })).toBe(
    "/guests/operator/pve1/qemu/101",
  );
});
