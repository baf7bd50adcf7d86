import { expect, test } from "vitest";
import { vmName } from "@/lib/vmName.ts";

test("a guest without a name is called by its type and number", () => {
  expect(vmName({ type: "qemu", vmid: 300 })).toBe("VM 300");
  expect(vmName({ type: "lxc", vmid: 300, name: "" })).toBe("CT 300");
});

test("a name that hides something shows that it does", () => {
  expect(vmName({ type: "qemu", vmid: 1, name: "a\u200bb" })).toBe("a\ufffdb");
});
