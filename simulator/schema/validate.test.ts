// @vitest-environment node
import { expect, test } from "vitest";
import { ProxmoxError } from "../errors.ts";
import { methodOf } from "./schema.ts";
import { validate, type Given } from "./validate.ts";

const config = methodOf("PUT /nodes/{node}/qemu/{vmid}/config");
const path = { node: "pve1", vmid: "100" };

function complaints(
  method: string,
  given: Given,
): Record<string, string> | undefined {
  try {
    validate(methodOf(method), given);
    return undefined;
  } catch (error) {
    if (error instanceof ProxmoxError) return error.errors;
    throw error;
  }
}

const onConfig = (given: Given) =>
  complaints("PUT /nodes/{node}/qemu/{vmid}/config", { ...path, ...given });

test("values come out typed as the schema says", () => {
  const given = {
    ...path,
    cores: "4",
    onboot: "yes",
    memory: "2048",
    kvm: false,
    cpulimit: "1.5",
    net3: "virtio,bridge=vmbr0",
  };
  expect(validate(config, given)).toEqual({
    node: "pve1",
    vmid: 100,
    cores: 4,
    onboot: 1,
    memory: "2048",
    kvm: 0,
    cpulimit: 1.5,
    net3: "virtio,bridge=vmbr0",
  });
});

test("every complaint is made at once, in Proxmox's words", () => {
  expect(
    onConfig({
      cores: "0",
      name: "bad name!",
      memory: "x",
      nonsense: "1",
      ostype: "beos",
    }),
  ).toEqual({
    cores: "value must have a minimum value of 1",
    name: "invalid format - value does not look like a valid DNS name\n",
    memory:
      "invalid format - format error\nmemory.current: type check ('integer') failed - got 'x'\n",
    nonsense:
      "property is not defined in schema and the schema does not allow additional properties",
    ostype:
      "value 'beos' does not have a value in the enumeration 'other, wxp, w2k, w2k3, w2k8, wvista, win7, win8, win10, win11, l24, l26, solaris'",
  });
});

test("the keys of a property string are checked, too", () => {
  expect(
    onConfig({ scsi0: "local:8,ssd=maybe,cache=fast,wings=2" })?.scsi0,
  ).toBe(
    [
      "invalid format - format error",
      "scsi0.ssd: type check ('boolean') failed - got 'maybe'",
      "scsi0.cache: value 'fast' does not have a value in the enumeration 'none, writethrough, writeback, unsafe, directsync'",
      "scsi0.wings: property is not defined in schema and the schema does not allow additional properties",
      "",
    ].join("\n"),
  );
});

test("a numbered parameter is known by its family, the family itself is none", () => {
  expect(onConfig({ "net[n]": "virtio" })).toHaveProperty(["net[n]"]);
  expect(onConfig({ net: "virtio" })).toHaveProperty("net");
});

test("what is needed and missing is named", () => {
  expect(
    complaints("GET /nodes/{node}/qemu/{vmid}/vncwebsocket", path),
  ).toEqual({
    port: "property is missing and it is not optional",
    vncticket: "property is missing and it is not optional",
  });
});

test("a vmid that is too small fails by its format, not by its minimum", () => {
  expect(onConfig({ vmid: "99" })).toEqual({
    vmid: "invalid format - value does not look like a valid VM ID\n",
  });
});

test("lists are checked entry by entry", () => {
  expect(onConfig({ tags: "a b;c" })).toBeUndefined();
  expect(onConfig({ delete: "net0,??" })?.delete).toBe(
    "invalid format - invalid configuration ID '??'\n",
  );
  expect(
    complaints("POST /nodes/{node}/qemu/{vmid}/agent/exec", {
      ...path,
      command: ["/bin/echo", "hi"],
    }),
  ).toBeUndefined();
});
