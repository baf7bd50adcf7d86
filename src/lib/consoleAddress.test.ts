import { describe, expect, test } from "vitest";
import { sampleAddress as guest } from "@/test/samples.ts";
import { consolePath, readConsoleAddress } from "./consoleAddress.ts";

describe("the address of a console", () => {
  test("names the guest, and the kind where it is not the usual one", () => {
    expect(consolePath(guest)).toBe(`/console/${guest.serverId}/pve1/qemu/101`);
    expect(consolePath(guest, "terminal")).toMatch(/101\?kind=terminal$/);
    expect(consolePath({ ...guest, serverId: null })).toBe(
      "/console/operator/pve1/qemu/101",
    );
  });

  test("is read as it was written", () => {
    const parameters = {
      server: guest.serverId,
      node: "pve1",
      type: "qemu",
      vmid: "101",
    };
    expect(readConsoleAddress(parameters, "")).toEqual({
      ...guest,
      kind: "vnc",
    });
    expect(readConsoleAddress(parameters, "?kind=terminal")?.kind).toBe(
      "terminal",
    );
    expect(
      readConsoleAddress({ ...parameters, server: "operator" }, "")?.serverId,
    ).toBeNull();
  });

  test.each([
    { type: "node" },
    { vmid: "1e3" },
    { vmid: "99" },
    { vmid: "../1" },
    { node: "" },
  ])("%o names no guest", (change) => {
    const parameters = {
      server: "operator",
      node: "pve1",
      type: "lxc",
      vmid: "101",
      ...change,
    };
    expect(readConsoleAddress(parameters, "")).toBeUndefined();
  });
});
