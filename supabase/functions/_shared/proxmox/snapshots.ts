import * as z from "zod/mini";
import type { EndpointResponse } from "../contract/endpoint.ts";
import { AppError } from "../contract/errors.ts";
import type { listSnapshots } from "../contract/guests.ts";
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
import { plainText } from "./plainText.ts";

type Snapshots = Omit<EndpointResponse<typeof listSnapshots>, "node">;

const name = z.string().check(z.maxLength(100));

const snapshotsSchema = rows(
  z.object({
    name,
    description: lenient(looseText),
    snaptime: lenient(looseNumber),
    vmstate: lenient(looseBoolean),
    parent: lenient(name),
  }),
);

/** Proxmox VE's list ends with the guest as it is now, which is no snapshot. */
const nowName = "current";
const maxDescriptionLength = 8_192;

export async function readSnapshots(
  client: ProxmoxClient,
  guest: Guest,
): Promise<Snapshots> {
  const { node, type, vmid } = guest;
  const [all, canSnapshot] = await Promise.all([
    client.get(
      apiPath`/nodes/${node}/${type}/${vmid}/snapshot`,
      {},
      { schema: snapshotsSchema },
    ),
    hasFeature(client, guest, "snapshot"),
  ]);
  return {
    snapshots: all
      .filter((snapshot) => snapshot.name !== nowName)
      .map(({ description, ...snapshot }) => ({
        ...snapshot,
        ...(description !== undefined && {
          description: plainText(description, maxDescriptionLength, {
            lines: true,
          }).trim(),
        }),
      })),
    currentParent: all.find((now) => now.name === nowName)?.parent ?? null,
    canSnapshot,
  };
}

/** Whether all disks of a guest lie where this is possible; null if Proxmox VE does not say. */
export async function hasFeature(
  client: ProxmoxClient,
  { node, type, vmid }: Guest,
  feature: "snapshot" | "clone",
): Promise<boolean | null> {
  try {
    const answer = await client.get(
      apiPath`/nodes/${node}/${type}/${vmid}/feature`,
      { feature },
      { schema: z.object({ hasFeature: looseBoolean }) },
    );
    return answer.hasFeature;
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

export interface NewSnapshot {
  snapname: string;
  description?: string | undefined;
  vmstate?: boolean | undefined;
}

export function snapshotTask(
  { node, type, vmid }: Guest,
  { snapname, description, vmstate }: NewSnapshot,
): TaskRequest {
  return {
    method: "post",
    path: apiPath`/nodes/${node}/${type}/${vmid}/snapshot`,
    // The memory of a container is nothing that could be kept.
    parameters: {
      snapname,
      description,
      ...(type === "qemu" && { vmstate }),
    },
    taskType: /^(?:qm|vz)snapshot$/,
  };
}

export function rollbackTask(
  { node, type, vmid }: Guest,
  { snapname, start }: { snapname: string; start?: boolean | undefined },
): TaskRequest {
  return {
    method: "post",
    path: apiPath`/nodes/${node}/${type}/${vmid}/snapshot/${snapname}/rollback`,
    parameters: { start },
    taskType: /^(?:qm|vz)rollback$/,
  };
}

export function deleteSnapshotTask(
  { node, type, vmid }: Guest,
  { snapname }: { snapname: string },
): TaskRequest {
  return {
    method: "delete",
    path: apiPath`/nodes/${node}/${type}/${vmid}/snapshot/${snapname}`,
    parameters: {},
    taskType: /^(?:qm|vz)delsnapshot$/,
  };
}
