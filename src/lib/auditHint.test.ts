import { expect, test } from "vitest";
import { auditHint } from "@/lib/auditHint.ts";
import { emptyFleet } from "@/lib/fleet.ts";
import { sampleVm } from "@/test/samples.ts";

const hint = (...vms: ReturnType<typeof sampleVm>[]) =>
  auditHint({ ...emptyFleet, vms }, "privilege Sys.Audit");
const assigned = sampleVm({
  serverId: null,
  canConsole: true,
  canPower: true,
});

test("a token is blamed only where there is one", () => {
  expect(hint()).toBe("Tokens need the privilege Sys.Audit.");
  expect(hint(sampleVm())).toBe("Tokens need the privilege Sys.Audit.");
  expect(hint(assigned)).toMatch(/only its administrators/);
  expect(hint(assigned, sampleVm())).toMatch(/^Tokens need/);
});
