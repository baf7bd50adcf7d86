import { expect, test } from "vitest";
import { guestLack, lackOf, lockReason } from "./reasons.ts";

const permissions = { "/": { "VM.Audit": 1 }, "/vms/101": { "VM.Backup": 1 } };

test("a privilege that the token lacks is named, with the place where it is needed", () => {
  expect(guestLack(permissions, { vmid: 101 }, "VM.Snapshot")).toBe(
    "The token lacks VM.Snapshot on /vms/101.",
  );
  expect(guestLack(permissions, { vmid: 101 }, "VM.Backup")).toBeUndefined();
  expect(
    lackOf(permissions, "/storage/nas", "Datastore.AllocateSpace"),
  ).toMatch(/AllocateSpace on \/storage\/nas/);
});

test("one of several privileges is enough", () => {
  const mayRollBack = { "/vms/101": { "VM.Snapshot.Rollback": 1 } };
  expect(
    guestLack(
      mayRollBack,
      { vmid: 101 },
      "VM.Snapshot",
      "VM.Snapshot.Rollback",
    ),
  ).toBeUndefined();
});

test("what is not known forbids nothing", () => {
  expect(guestLack(undefined, { vmid: 101 }, "VM.Snapshot")).toBeUndefined();
});

test("an assignment lets nobody change a guest, whatever the token may", () => {
  const assigned = { vmid: 101, canConsole: true, canPower: true };
  expect(guestLack(undefined, assigned, "VM.Snapshot")).toMatch(
    /Only administrators/,
  );
});

test("a lock says what holds it", () => {
  expect(lockReason({})).toBeUndefined();
  expect(lockReason({ lock: "backup" })).toMatch(/\(backup\)/);
  expect(lockReason({ lock: "suspended" })).toMatch(/hibernated/);
});
