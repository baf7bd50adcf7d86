import * as z from "zod/mini";
import type { GuestStorage } from "../contract/guests.ts";
import type { GuestType } from "../contract/vms.ts";
import type { ProxmoxClient } from "./client.ts";
import {
  lenient,
  looseBoolean,
  looseNumber,
  looseText,
  rows,
} from "./loose.ts";
import { apiPath } from "./path.ts";

/** GET /cluster/resources, the rows of storages: one a node. */
const storagesSchema = rows(
  z.object({
    storage: z.string().check(z.maxLength(100)),
    node: z.string().check(z.maxLength(63)),
    status: lenient(looseText),
    content: lenient(looseText),
    plugintype: lenient(looseText),
    shared: lenient(looseBoolean),
    disk: lenient(looseNumber),
    maxdisk: lenient(looseNumber),
  }),
);

/** The storages of all nodes that hold the disks of such a guest. */
export async function listDiskStorages(
  client: ProxmoxClient,
  type: GuestType,
): Promise<GuestStorage[]> {
  const content = type === "qemu" ? "images" : "rootdir";
  const all = await client.get(
    apiPath`/cluster/resources`,
    { type: "storage" },
    { schema: storagesSchema },
  );
  return all
    .filter(
      (row) =>
        row.status === "available" &&
        (row.content ?? "").split(",").includes(content),
    )
    .map(({ storage, node, shared, plugintype, disk, maxdisk }) => ({
      storage,
      node,
      shared: shared ?? false,
      plugintype,
      avail:
        maxdisk === undefined || disk === undefined
          ? undefined
          : maxdisk - disk,
      total: maxdisk,
    }));
}

const nodesSchema = rows(
  z.object({
    node: z.string().check(z.maxLength(63)),
    status: lenient(looseText),
  }),
);

export interface ClusterNode {
  node: string;
  isOnline: boolean;
}

export async function listNodes(client: ProxmoxClient): Promise<ClusterNode[]> {
  const nodes = await client.get(apiPath`/nodes`, {}, { schema: nodesSchema });
  return nodes
    .map(({ node, status }) => ({ node, isOnline: status === "online" }))
    .sort((a, b) => (a.node < b.node ? -1 : 1));
}
