import { describe, expect, test } from "vitest";
import { hasPrivilege, privilegeReach } from "./privileges.ts";

describe("hasPrivilege", () => {
  test("a privilege on / is handed down to a guest", () => {
    const permissions = { "/": { "VM.PowerMgmt": 1 } };
    expect(hasPrivilege(permissions, "/vms/100", "VM.PowerMgmt")).toBe(true);
  });

  test("a privilege that is not handed down stays where it is", () => {
    const permissions = { "/vms": { "VM.PowerMgmt": 0 } };
    expect(hasPrivilege(permissions, "/vms", "VM.PowerMgmt")).toBe(true);
    expect(hasPrivilege(permissions, "/vms/100", "VM.PowerMgmt")).toBe(false);
  });

  test("an entry for the guest itself overrules what would be inherited", () => {
    const permissions = {
      "/vms": { "VM.Audit": 1, "VM.PowerMgmt": 1 },
      "/vms/100": { "VM.Audit": 1 },
    };
    expect(hasPrivilege(permissions, "/vms/100", "VM.PowerMgmt")).toBe(false);
    expect(hasPrivilege(permissions, "/vms/101", "VM.PowerMgmt")).toBe(true);
  });

  test("a right on one guest says nothing about its neighbour", () => {
    const permissions = { "/vms/100": { "VM.PowerMgmt": 0 } };
    expect(hasPrivilege(permissions, "/vms/100", "VM.PowerMgmt")).toBe(true);
    expect(hasPrivilege(permissions, "/vms/1001", "VM.PowerMgmt")).toBe(false);
  });

  test("a token without any privilege may do nothing", () => {
    expect(hasPrivilege({}, "/vms/100", "VM.Audit")).toBe(false);
  });
});

describe("privilegeReach", () => {
  test("a privilege on / or on the tree reaches everything", () => {
    expect(privilegeReach({ "/": { "VM.Audit": 1 } }, "/vms", "VM.Audit")).toBe(
      "all",
    );
    expect(
      privilegeReach({ "/vms": { "VM.Audit": 1 } }, "/vms", "VM.Audit"),
    ).toBe("all");
  });

  test("a privilege on single guests reaches some", () => {
    const permissions = { "/vms": {}, "/vms/100": { "VM.Audit": 1 } };
    expect(privilegeReach(permissions, "/vms", "VM.Audit")).toBe("some");
  });

  test("a privilege on another tree reaches none", () => {
    const permissions = { "/storage": { "Datastore.Audit": 1 } };
    expect(privilegeReach(permissions, "/vms", "VM.Audit")).toBe("none");
  });
});
