import { expect, test } from "vitest";
import { excessOf, reviewToken, seesNothing } from "./tokenReview.ts";

type Given = Parameters<typeof reviewToken>[0];

const abilityOf = (permissions: Given, label: string) =>
  reviewToken(permissions).find((ability) => ability.label === label);

const reachOf = (permissions: Given) =>
  Object.fromEntries(
    reviewToken(permissions).map(({ label, reach }) => [label, reach]),
  );

test("a token for reading sees, and operates nothing", () => {
  const reach = reachOf({
    "/": { "VM.Audit": 1, "Sys.Audit": 1, "Datastore.Audit": 1 },
  });
  expect(reach).toEqual({
    "See guests": "all",
    "Start, shut down, stop": "none",
    "Open consoles": "none",
    "Make and roll back snapshots": "none",
    "Make backups": "none",
    Migrate: "none",
    Clone: "none",
    "Change a guest’s settings": "none",
    "See nodes and their tasks": "all",
    "See storages": "all",
  });
});

test("a token for single guests says so", () => {
  const permissions = { "/vms/100": { "VM.Audit": 1, "VM.PowerMgmt": 1 } };
  expect(reachOf(permissions)["See guests"]).toBe("some");
  expect(seesNothing(permissions)).toBe(false);
});

test("what takes several privileges reaches as far as the least of them, and names those that are missing", () => {
  const backup = "Make backups";
  const space = { privilege: "Datastore.AllocateSpace", tree: "/storage" };
  const onVms = { "VM.Backup": 1 };
  expect(abilityOf({ "/vms": onVms }, backup)).toMatchObject({
    reach: "none",
    missing: [space],
  });
  const onOne = { "/storage/local": { "Datastore.AllocateSpace": 1 } };
  expect(abilityOf({ "/vms": onVms, ...onOne }, backup)).toMatchObject({
    reach: "some",
    missing: [],
  });
});

test("a token with privilege separation and no permission of its own sees nothing", () => {
  expect(seesNothing({})).toBe(true);
  expect(seesNothing({ "/storage": { "Datastore.Audit": 1 } })).toBe(true);
});

test("what reaches further than Muster needs is named, wherever it is held", () => {
  expect(excessOf({ "/": { "VM.Audit": 1, "Sys.Audit": 1 } })).toEqual([]);
  const excess = excessOf({
    "/": { "Sys.Modify": 1, "VM.Audit": 1 },
    "/access/groups": { "User.Modify": 0 },
  });
  expect(excess.map(({ privilege }) => privilege)).toEqual([
    "User.Modify",
    "Sys.Modify",
  ]);
});
