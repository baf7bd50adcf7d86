// @vitest-environment node
import { expect, test } from "vitest";
import {
  createAccess,
  createToken,
  createUser,
  normalizePath,
  privilegesOn,
  type Access,
  type Caller,
} from "./access.ts";

function accessWith(
  ...acl: [path: string, ugid: string, roleid: string, propagate?: 0 | 1][]
): Access {
  const access = createAccess();
  const person = createUser("ann@pve", { groups: ["staff"] });
  person.tokens.set("full", createToken("s1", { privsep: 0 }));
  person.tokens.set("own", createToken("s2"));
  access.users.set("ann@pve", person);
  access.acl = acl.map(([path, ugid, roleid, propagate = 1]) => ({
    path,
    ugid,
    roleid,
    propagate,
    type: ugid.includes("!") ? "token" : ugid.includes("@") ? "user" : "group",
  }));
  return access;
}

const ann: Caller = {
  authid: "ann@pve",
  userid: "ann@pve",
  tokenid: undefined,
};
const full: Caller = {
  authid: "ann@pve!full",
  userid: "ann@pve",
  tokenid: "full",
};
const own: Caller = {
  authid: "ann@pve!own",
  userid: "ann@pve",
  tokenid: "own",
};
const root: Caller = {
  authid: "root@pam",
  userid: "root@pam",
  tokenid: undefined,
};

const has = (
  access: Access,
  caller: Caller,
  path: string,
  privilege: string,
  pool?: string,
) => privilege in privilegesOn(access, caller, path, pool);

test("root may everything, everybody else nothing until it is granted", () => {
  const access = accessWith();
  expect(has(access, root, "/vms/100", "VM.Allocate")).toBe(true);
  expect(privilegesOn(access, ann, "/vms/100")).toEqual({});
});

test("a grant reaches down, unless it does not propagate", () => {
  expect(
    has(
      accessWith(["/", "ann@pve", "PVEAuditor"]),
      ann,
      "/vms/100",
      "VM.Audit",
    ),
  ).toBe(true);
  expect(
    has(
      accessWith(["/vms", "ann@pve", "PVEAuditor", 0]),
      ann,
      "/vms/100",
      "VM.Audit",
    ),
  ).toBe(false);
  expect(
    has(
      accessWith(["/vms/100", "ann@pve", "PVEAuditor", 0]),
      ann,
      "/vms/100",
      "VM.Audit",
    ),
  ).toBe(true);
});

test("what is said further down replaces what was said above", () => {
  const access = accessWith(
    ["/", "ann@pve", "PVEAdmin"],
    ["/vms/100", "ann@pve", "PVEAuditor"],
  );
  expect(has(access, ann, "/vms/100", "VM.PowerMgmt")).toBe(false);
  expect(has(access, ann, "/vms/101", "VM.PowerMgmt")).toBe(true);
  expect(
    privilegesOn(
      accessWith(
        ["/", "ann@pve", "PVEAdmin"],
        ["/vms/100", "ann@pve", "NoAccess"],
      ),
      ann,
      "/vms/100",
    ),
  ).toEqual({});
});

test("a person's own grant beats the group's on the same path", () => {
  const access = accessWith(
    ["/vms", "staff", "PVEVMAdmin"],
    ["/vms", "ann@pve", "PVEAuditor"],
  );
  expect(has(access, ann, "/vms/100", "VM.Allocate")).toBe(false);
  expect(
    has(
      accessWith(["/vms", "staff", "PVEVMAdmin"]),
      ann,
      "/vms/100",
      "VM.Allocate",
    ),
  ).toBe(true);
});

test("a separated token has what both it and its owner have, any other what its owner has", () => {
  const access = accessWith(
    ["/", "ann@pve", "PVEAuditor"],
    ["/", "ann@pve!own", "PVEVMUser"],
  );
  expect(Object.keys(privilegesOn(access, own, "/vms/100"))).toEqual([
    "VM.Audit",
  ]);
  expect(has(access, full, "/vms/100", "Sys.Audit")).toBe(true);
  expect(
    privilegesOn(accessWith(["/", "ann@pve", "PVEAdmin"]), own, "/vms/100"),
  ).toEqual({});
});

test("a pool's grant holds for its members", () => {
  const access = accessWith(["/pool/lab", "ann@pve", "PVEVMUser"]);
  expect(has(access, ann, "/vms/100", "VM.PowerMgmt", "lab")).toBe(true);
  expect(has(access, ann, "/vms/100", "VM.PowerMgmt")).toBe(false);
});

test("a path is brought into form or is none", () => {
  expect(normalizePath("/vms//100/")).toBe("/vms/100");
  expect(normalizePath("/")).toBe("/");
  expect(normalizePath("/nodes/bad_name!")).toBeUndefined();
});
