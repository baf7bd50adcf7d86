import { describe, expect, test } from "vitest";
import type { GuestType, VmAction } from "@/lib/types.ts";
import {
  actionBlock,
  actionLack,
  actionsWhile,
  availableActions,
  confirmationTone,
  consoleLack,
  vmState,
} from "@/lib/vmPower.ts";

function guest(
  status: string,
  more: {
    type?: GuestType;
    template?: number;
    lock?: string;
    qmpstatus?: string;
  } = {},
) {
  return { type: "qemu" as GuestType, status, ...more };
}

describe("vmState", () => {
  test.each([
    ["a running VM", guest("running"), "running"],
    ["a stopped VM", guest("stopped"), "stopped"],
    [
      "a row that knows of the pause",
      guest("running", { qmpstatus: "paused" }),
      "paused",
    ],
    ["a status of paused", guest("paused"), "paused"],
    ["a status of suspended", guest("suspended"), "paused"],
    [
      "a stopped VM under the lock of hibernation",
      guest("stopped", { lock: "suspended" }),
      "hibernated",
    ],
    [
      "a stopped VM under another lock",
      guest("stopped", { lock: "backup" }),
      "stopped",
    ],
    ["a guest whose node is away", guest("unknown"), "unknown"],
    ["a status of tomorrow", guest("levitating"), "unknown"],
  ])("%s", (_, vm, state) => {
    expect(vmState(vm)).toBe(state);
  });
});

describe("availableActions", () => {
  test("a running VM offers a clean shutdown before a hard stop", () => {
    const actions = availableActions(guest("running"));
    expect(actions[0]).toBe("shutdown");
    expect(actions).toContain("stop");
    expect(actions).not.toContain("start");
  });

  test("a running VM can be resumed, because the list calls a paused one running", () => {
    expect(availableActions(guest("running"))).toContain("resume");
  });

  test("a running container has no reset, suspend or hibernate", () => {
    expect(availableActions(guest("running", { type: "lxc" }))).toEqual([
      "shutdown",
      "reboot",
      "stop",
    ]);
  });

  test("a paused VM is resumed first", () => {
    expect(availableActions(guest("paused"))).toEqual([
      "resume",
      "stop",
      "reset",
    ]);
  });

  test.each(["qemu", "lxc"] as const)(
    "a stopped guest (%s) is started",
    (type) => {
      expect(availableActions(guest("stopped", { type }))).toEqual(["start"]);
    },
  );

  test("a hibernated VM wakes by being started", () => {
    const vm = guest("stopped", { lock: "suspended" });
    expect(availableActions(vm)).toEqual(["start"]);
    expect(actionBlock(vm)).toBeUndefined();
  });

  test("a guest of unknown state offers nothing, and says why", () => {
    expect(availableActions(guest("unknown"))).toEqual([]);
    expect(actionBlock(guest("unknown"))).toMatch(/does not report/);
  });

  test("a template offers nothing, and says why", () => {
    const template = guest("stopped", { template: 1 });
    expect(availableActions(template)).toEqual([]);
    expect(actionBlock(template)).toMatch(/template/);
  });

  test("template 0 is no template", () => {
    expect(availableActions(guest("stopped", { template: 0 }))).toEqual([
      "start",
    ]);
  });
});

test("a locked guest says the lock", () => {
  expect(actionBlock(guest("running", { lock: "backup" }))).toMatch(/backup/);
  expect(actionBlock(guest("running"))).toBeUndefined();
});

test("a shutdown that hangs can be overruled by a stop, a start cannot", () => {
  expect(actionsWhile("shutdown")).toEqual(["stop"]);
  expect(actionsWhile("reboot")).toEqual(["stop"]);
  expect(actionsWhile("start")).toEqual([]);
});

test("only stop and reset cut the power; what wakes a guest asks nothing", () => {
  const withTone = (tone: string | undefined) =>
    (Object.keys(confirmationTone) as VmAction[]).filter(
      (action) => confirmationTone[action] === tone,
    );
  expect(withTone("danger")).toEqual(["stop", "reset"]);
  expect(withTone(undefined)).toEqual(["start", "resume"]);
});

describe("why this person may not do it", () => {
  const vm = { vmid: 100 };
  const operator = { "/vms": { "VM.PowerMgmt": 1 } };

  test("names what the token lacks", () => {
    const auditor = { "/": { "VM.Audit": 1 } };
    expect(actionLack(auditor, vm, "start")).toBe(
      "The token lacks VM.PowerMgmt",
    );
    expect(consoleLack(operator, vm)).toBe("The token lacks VM.Console");
  });

  test("names nothing when the token may, or where it is not known", () => {
    expect(actionLack(operator, vm, "start")).toBeUndefined();
    expect(actionLack(undefined, vm, "start")).toBeUndefined();
    expect(consoleLack(undefined, vm)).toBeUndefined();
  });

  test("hibernating writes to a disk and needs a right for that too", () => {
    expect(actionLack(operator, vm, "hibernate")).toBe(
      "The token lacks VM.Config.Disk",
    );
  });

  test("of a guest that is assigned to them, one may do what is assigned", () => {
    const assigned = { vmid: 100, canConsole: true, canPower: false };
    expect(actionLack(undefined, assigned, "start")).toMatch(/ask an admin/);
    expect(consoleLack(undefined, assigned)).toBeUndefined();
    const switched = { vmid: 100, canConsole: false, canPower: true };
    expect(actionLack(undefined, switched, "start")).toBeUndefined();
    expect(consoleLack(undefined, switched)).toMatch(/not assigned/);
  });
});
