import { failure } from "./errors.ts";
import type { Cluster, Guest } from "./state.ts";

/** Runs work under the guest's lock file; whoever holds it longer than Proxmox waits makes the next one fail. */
export async function underLockFile<Result>(
  cluster: Cluster,
  guest: Guest,
  work: () => Promise<Result>,
): Promise<Result> {
  const before = guest.lockFile;
  if (
    before !== undefined &&
    (await timesOut(before, cluster.timing.lockFileMs))
  ) {
    const path =
      guest.type === "qemu"
        ? `/var/lock/qemu-server/lock-${String(guest.vmid)}.conf`
        : `/run/lock/lxc/pve-config-${String(guest.vmid)}.lock`;
    throw failure(`can't lock file '${path}' - got timeout`);
  }
  const result = work();
  const held = result.then(
    () => undefined,
    () => undefined,
  );
  guest.lockFile = held;
  try {
    return await result;
  } finally {
    if (guest.lockFile === held) guest.lockFile = undefined;
  }
}

async function timesOut(
  held: Promise<void>,
  milliseconds: number,
): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<true>((resolve) => {
    timer = setTimeout(() => {
      resolve(true);
    }, milliseconds);
  });
  try {
    return await Promise.race([held.then(() => false), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
