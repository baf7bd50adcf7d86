import { expect, test } from "vitest";
import { taskProgress } from "@/lib/taskProgress.ts";

function fractionOf(...lines: string[]) {
  return taskProgress(lines)?.fraction;
}

test.each([
  [
    "a backup",
    "INFO:  45% (14.5 GiB of 32.0 GiB) in 1m 3s, read: 250.1 MiB/s, write: 240.0 MiB/s",
    0.45,
  ],
  [
    "an older backup",
    "INFO: status: 7% (1234/17000), sparse 0% (0), duration 3",
    0.07,
  ],
  ["a full clone", "transferred 1.2 GiB of 32.0 GiB (3.75%)", 0.0375],
  [
    "a mirrored disk",
    "drive-scsi0: transferred 2.0 GiB of 32.0 GiB (6.25%) in 4s",
    0.0625,
  ],
  ["a restore", "progress 12% (read 4294967296 bytes, duration 3 sec)", 0.12],
  [
    "the memory of a migration",
    "migration active, transferred 512.0 MiB of 2.0 GiB VM-state, 110.0 MiB/s",
    0.25,
  ],
  [
    "a download",
    " 32768K ........ ........ ........ ........  5% 12.3M 10s",
    0.05,
  ],
])("%s", (_, line, fraction) => {
  expect(fractionOf(line)).toBeCloseTo(fraction, 6);
});

test("the last word counts", () => {
  expect(
    fractionOf("INFO:  10% (a)", "INFO:  20% (b)", "INFO: still busy"),
  ).toBe(0.2);
});

test("a backup of several begins anew with each guest, and says which", () => {
  const lines = [
    "INFO: Starting Backup of VM 100 (qemu)",
    "INFO: 100% (8.0 GiB of 8.0 GiB) in 9s",
    "INFO: Finished Backup of VM 100 (00:00:10)",
  ];
  expect(taskProgress(lines)).toBeUndefined();
  lines.push("INFO: Starting Backup of VM 101 (lxc)");
  expect(taskProgress(lines)).toBeUndefined();
  lines.push("INFO:  30% (1.0 GiB of 3.3 GiB) in 3s");
  expect(taskProgress(lines)).toEqual({ fraction: 0.3, vmid: 101 });
});

test("what only looks like progress is none", () => {
  expect(fractionOf()).toBeUndefined();
  expect(
    fractionOf("INFO: starting new backup job: vzdump 106"),
  ).toBeUndefined();
  expect(fractionOf("compression ratio 240%")).toBeUndefined();
  expect(fractionOf("transferred 0.0 B of 0.0 B VM-state")).toBeUndefined();
});
