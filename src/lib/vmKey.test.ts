import { expect, test } from "vitest";
import { serverKey, vmKey } from "./vmKey.ts";

test("the same VMID on two servers is two guests", () => {
  const onFirst = vmKey({ serverId: "a", type: "qemu", vmid: 100 });
  const onSecond = vmKey({ serverId: "b", type: "qemu", vmid: 100 });
  expect(onFirst).not.toBe(onSecond);
});

test("the operator's server has a key of its own", () => {
  expect(serverKey(null)).toBe("operator");
  expect(serverKey(undefined)).toBe("operator");
  expect(vmKey({ serverId: null, type: "lxc", vmid: 200 })).toBe(
    "operator/lxc/200",
  );
});
