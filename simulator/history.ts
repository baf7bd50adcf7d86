import { createRandom } from "./random.ts";
import {
  guestName,
  isTemplate,
  unixTime,
  type Cluster,
  type Guest,
} from "./state.ts";

const rootCaller = {
  authid: "root@pam",
  userid: "root@pam",
  tokenid: undefined,
};
const nights = 3;
const daySeconds = 86_400;

/** A fleet that did not begin today: nightly backups, a few starts and stops, and now and then one that went wrong. */
export function recordHistory(cluster: Cluster): void {
  const random = createRandom(cluster.seed, "history");
  const now = unixTime();
  const midnight = now - (now % daySeconds);
  for (const { name: node, reach } of cluster.nodes.values()) {
    const guests = [...cluster.guests.values()].filter(
      (guest) => guest.node === node && !isTemplate(guest),
    );
    if (reach !== "up" || guests.length === 0) continue;
    for (let night = nights; night >= 0; night--) {
      const began =
        midnight - night * daySeconds + 2 * 3600 + random.between(0, 60);
      if (began < now - 3600)
        backUpAll(cluster, node, guests, began, random.chance(0.2));
      const guest = random.pick(guests);
      const at = began + random.between(5 * 3600, 18 * 3600);
      if (at < now - 60) power(cluster, node, guest, at, random.chance(0.15));
    }
  }
}

function backUpAll(
  cluster: Cluster,
  node: string,
  guests: Guest[],
  began: number,
  hasFailed: boolean,
): void {
  const storage =
    cluster.storages.find(({ content }) => content.includes("backup"))
      ?.storage ?? "local";
  const lines = [
    `INFO: starting new backup job: vzdump --all 1 --mode snapshot --storage ${storage} --quiet 1 --node ${node}`,
  ];
  const [unlucky] = guests;
  for (const { vmid, type } of guests) {
    const id = String(vmid);
    lines.push(`INFO: Starting Backup of VM ${id} (${type})`);
    lines.push(
      hasFailed && vmid === unlucky?.vmid
        ? `ERROR: Backup of VM ${id} failed - unable to activate storage '${storage}' - timeout`
        : `INFO: Finished Backup of VM ${id} (00:01:${String(10 + (vmid % 49))})`,
    );
  }
  lines.push(
    `INFO: Backup job finished ${hasFailed ? "with errors" : "successfully"}`,
  );
  const order = { node, type: "vzdump", id: "", caller: rootCaller };
  cluster.tasks.record(
    order,
    began,
    guests.length * 95,
    hasFailed ? "job errors" : "OK",
    lines,
  );
}

function power(
  cluster: Cluster,
  node: string,
  guest: Guest,
  at: number,
  hasFailed: boolean,
): void {
  const prefix = guest.type === "qemu" ? "qm" : "vz";
  const record = (
    verb: string,
    time: number,
    seconds: number,
    exitstatus: string,
  ) => {
    const order = {
      node,
      type: `${prefix}${verb}`,
      id: String(guest.vmid),
      caller: rootCaller,
    };
    cluster.tasks.record(order, time, seconds, exitstatus, []);
  };
  const failure =
    guest.type === "qemu"
      ? "VM quit/powerdown failed - got timeout"
      : `command 'lxc-stop -n ${String(guest.vmid)} --nokill --timeout 60' failed: exit code 1`;
  record("shutdown", at, hasFailed ? 60 : 8, hasFailed ? failure : "OK");
  if (!hasFailed) record("start", at + 20, 2, "OK");
}

/** Snapshots that somebody has made before, each after the one named before it. */
export function recordSnapshots(guest: Guest, names: readonly string[]): void {
  const now = unixTime();
  for (const [index, name] of names.entries()) {
    guest.snapshots.push({
      name,
      description: `before the change of ${guestName(guest)}`,
      snaptime: now - (names.length - index) * 9 * daySeconds,
      parent: guest.parent,
      vmstate: 0,
      config: { ...guest.config },
    });
    guest.parent = name;
  }
}
