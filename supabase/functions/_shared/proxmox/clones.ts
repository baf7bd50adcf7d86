import * as z from "zod/mini";
import type { EndpointResponse } from "../contract/endpoint.ts";
import { AppError } from "../contract/errors.ts";
import type { readCloneOptions } from "../contract/guests.ts";
import { vmidSchema } from "../contract/vms.ts";
import type { ProxmoxClient } from "./client.ts";
import type { Guest } from "./guest.ts";
import type { TaskRequest } from "./guestTask.ts";
import { lenient, looseBoolean, looseNumber, rows } from "./loose.ts";
import { apiPath } from "./path.ts";
import { listDiskStorages, listNodes } from "./placement.ts";
import { hasFeature } from "./snapshots.ts";

type CloneOptions = Omit<EndpointResponse<typeof readCloneOptions>, "node">;

const configSchema = z.object({ template: lenient(looseBoolean) });
const vmid = z.pipe(looseNumber, vmidSchema);
const poolsSchema = rows(
  z.object({ poolid: z.string().check(z.maxLength(100)) }),
);

export async function readCloning(
  client: ProxmoxClient,
  guest: Guest,
): Promise<CloneOptions> {
  const { node, type } = guest;
  // First of all whether the guest is here: the others would not tell.
  const config = await client.get(
    apiPath`/nodes/${node}/${type}/${guest.vmid}/config`,
    {},
    { schema: configSchema },
  );
  const [nextVmid, nodes, storages, pools, canLink] = await Promise.all([
    orNull(client.get(apiPath`/cluster/nextid`, {}, { schema: vmid })),
    listNodes(client),
    listDiskStorages(client, type),
    orNull(client.get(apiPath`/pools`, {}, { schema: poolsSchema })),
    config.template ? hasFeature(client, guest, "clone") : false,
  ]);
  return {
    nextVmid,
    nodes: nodes.filter(({ isOnline }) => isOnline).map((row) => row.node),
    storages,
    pools: (pools ?? []).map(({ poolid }) => poolid).sort(),
    canLink: canLink ?? false,
  };
}

/** What only helps to fill in a form is done without, if it cannot be had. */
async function orNull<Result>(work: Promise<Result>): Promise<Result | null> {
  return await work.catch((error: unknown) => {
    if (error instanceof AppError) return null;
    throw error;
  });
}

export interface NewClone {
  newid: number;
  name?: string | undefined;
  target?: string | undefined;
  full?: boolean | undefined;
  storage?: string | undefined;
  snapname?: string | undefined;
  pool?: string | undefined;
  description?: string | undefined;
}

export function cloneTask(
  { node, type, vmid }: Guest,
  { name, ...clone }: NewClone,
): TaskRequest {
  return {
    method: "post",
    path: apiPath`/nodes/${node}/${type}/${vmid}/clone`,
    parameters: { ...clone, [type === "qemu" ? "name" : "hostname"]: name },
    taskType: /^(?:qm|vz)clone$/,
  };
}
