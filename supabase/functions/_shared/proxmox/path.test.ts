import assert from "node:assert/strict";
import { AppError } from "../contract/errors.ts";
import { apiPath } from "./path.ts";

const isRefused = (error: unknown) =>
  error instanceof AppError && error.code === "validation_failed";

Deno.test("a path is made of its template and one segment a value", () => {
  assert.equal(apiPath`/version`, "/api2/json/version");
  assert.equal(
    apiPath`/nodes/${"pve-1"}/qemu/${100}/status/start`,
    "/api2/json/nodes/pve-1/qemu/100/status/start",
  );
  assert.equal(
    apiPath`/nodes/${"pve1"}/tasks/${"UPID:pve1:00000277:00033B93:6B039963:qmstart:100:dash@pve!ops:"}/status`,
    "/api2/json/nodes/pve1/tasks/UPID%3Apve1%3A00000277%3A00033B93%3A6B039963%3Aqmstart%3A100%3Adash%40pve!ops%3A/status",
  );
});

Deno.test("P01 P02 P03 a value cannot leave its segment", () => {
  const values = [
    "",
    ".",
    "..",
    "../../access",
    "%2e%2e",
    "%2E%2e",
    ".%2e",
    "..%2f",
    "pve1/../..",
    "pve1%2faccess",
    "pve1\\access",
    "pve1?x",
    "pve1#",
    "pve1;x",
    "pve1 ",
    "pve1\n",
    "pve1\u0000",
    "１００",
    "١٠٠",
    "pve1\t",
    "a".repeat(513),
  ];
  for (const value of values)
    assert.throws(
      () => apiPath`/nodes/${value}/qemu`,
      isRefused,
      JSON.stringify(value),
    );
});
