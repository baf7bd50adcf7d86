import { expect, test } from "vitest";
import { actionOptions, canOverruleShutdown } from "@/lib/actionOptions.ts";

const none = { seconds: "", forceStop: false, overrules: false };

test("an untouched form sends no options, so that Proxmox VE's own hold", () => {
  expect(actionOptions("shutdown", none)).toBeUndefined();
  expect(actionOptions("stop", none)).toBeUndefined();
});

test("a shutdown may be limited and forced, a reboot only limited", () => {
  const all = { seconds: "90", forceStop: true, overrules: true };
  expect(actionOptions("shutdown", all)).toEqual({
    timeout: 90,
    forceStop: true,
  });
  expect(actionOptions("reboot", all)).toEqual({ timeout: 90 });
  expect(actionOptions("stop", all)).toEqual({ "overrule-shutdown": true });
  expect(actionOptions("reset", all)).toBeUndefined();
});

test("nobody waits for longer than a day", () => {
  expect(actionOptions("reboot", { ...none, seconds: "99999" })).toEqual({
    timeout: 86_400,
  });
});

test.each([
  ["8.1.4", false],
  ["7.4-17", false],
  ["8.2.2", true],
  ["8.10.1", true],
  ["9.0.3", true],
  [null, true],
  [undefined, true],
  ["unreadable", true],
])("Proxmox VE %s overrules a shutdown: %s", (version, can) => {
  expect(canOverruleShutdown(version)).toBe(can);
});
