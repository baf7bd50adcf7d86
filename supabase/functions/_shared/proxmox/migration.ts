import * as z from "zod/mini";
import type { EndpointResponse } from "../contract/endpoint.ts";
import type { readMigration } from "../contract/guests.ts";
import type { ProxmoxClient } from "./client.ts";
import type { Guest } from "./guest.ts";
import type { TaskRequest } from "./guestTask.ts";
import {
  lenient,
  looseBoolean,
  looseNumber,
  looseText,
  rows,
} from "./loose.ts";
import { apiPath } from "./path.ts";
import { listDiskStorages, listNodes, type ClusterNode } from "./placement.ts";
import { plainText } from "./plainText.ts";

type Migration = Omit<EndpointResponse<typeof readMigration>, "node">;

const names = lenient(
  z.pipe(
    z.array(looseText),
    z.transform((list) => list.map((name) => plainText(name, 100))),
  ),
);

/** GET …/migrate of a VM. A node is listed under `not_allowed_nodes` also if nothing is said against it. */
const preconditionsSchema = z.object({
  running: looseBoolean,
  not_allowed_nodes: z.catch(
    z.record(
      z.string(),
      z.object({
        unavailable_storages: names,
        "unavailable-resources": names,
      }),
    ),
    {},
  ),
  local_disks: rows(
    z.object({
      volid: z.string().check(z.maxLength(512)),
      drivename: lenient(looseText),
      size: lenient(looseNumber),
      cdrom: lenient(looseBoolean),
    }),
  ),
  local_resources: names,
});
type Preconditions = z.output<typeof preconditionsSchema>;

/** Up to 8.4, Proxmox VE has no such check for containers. */
const noPreconditions = {
  not_allowed_nodes: {},
  local_disks: [],
  local_resources: [],
};

const stateSchema = z.object({ status: z.string() });

export async function readPreconditions(
  client: ProxmoxClient,
  guest: Guest,
): Promise<Migration> {
  const { node, type, vmid } = guest;
  const [preconditions, nodes, storages] = await Promise.all([
    type === "qemu"
      ? client.get(
          apiPath`/nodes/${node}/qemu/${vmid}/migrate`,
          {},
          { schema: preconditionsSchema },
        )
      : client
          .get(
            apiPath`/nodes/${node}/lxc/${vmid}/status/current`,
            {},
            { schema: stateSchema },
          )
          .then(({ status }) => ({
            ...noPreconditions,
            running: status === "running",
          })),
    listNodes(client),
    listDiskStorages(client, type),
  ]);
  return {
    running: preconditions.running,
    nodes: nodes
      .filter((other) => other.node !== node)
      .map((other) => targetOf(other, preconditions)),
    localDisks: preconditions.local_disks,
    localResources: preconditions.local_resources ?? [],
    storages,
  };
}

function targetOf(
  { node, isOnline }: ClusterNode,
  { not_allowed_nodes: objections }: Pick<Preconditions, "not_allowed_nodes">,
): Migration["nodes"][number] {
  const objection = Object.hasOwn(objections, node) ? objections[node] : {};
  const missing = [
    ...(objection?.unavailable_storages ?? []).map((name) => `storage ${name}`),
    ...(objection?.["unavailable-resources"] ?? []).map(
      (name) => `device ${name}`,
    ),
  ];
  if (!isOnline) return { node, allowed: false, reason: "The node is offline" };
  return missing.length > 0
    ? { node, allowed: false, reason: `Not there: ${missing.join(", ")}` }
    : { node, allowed: true };
}

export interface Move {
  target: string;
  online?: boolean | undefined;
  "with-local-disks"?: boolean | undefined;
  targetstorage?: string | undefined;
  restart?: boolean | undefined;
}

export function migrateTask(
  { node, type, vmid }: Guest,
  { target, online, targetstorage, restart, ...disks }: Move,
): TaskRequest {
  return {
    method: "post",
    path: apiPath`/nodes/${node}/${type}/${vmid}/migrate`,
    parameters:
      type === "qemu"
        ? { target, online, targetstorage, ...disks }
        : { target, restart, "target-storage": targetstorage },
    taskType: /^(?:q|vz|ha)migrate$/,
  };
}
