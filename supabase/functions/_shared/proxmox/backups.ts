import * as z from "zod/mini";
import type { EndpointResponse } from "../contract/endpoint.ts";
import { AppError } from "../contract/errors.ts";
import type { GuestBackup, listBackups } from "../contract/guests.ts";
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

type Backups = Omit<EndpointResponse<typeof listBackups>, "node">;

const storageName = z.string().check(z.regex(/^[a-zA-Z][\w.-]{0,99}$/));

/** GET /nodes/{node}/storage */
const storagesSchema = rows(
  z.object({
    storage: storageName,
    type: lenient(looseText),
    shared: lenient(looseBoolean),
    active: lenient(looseBoolean),
    avail: lenient(looseNumber),
    total: lenient(looseNumber),
  }),
);

/** GET /nodes/{node}/storage/{storage}/content */
const contentSchema = rows(
  z.object({
    volid: z.string().check(z.maxLength(512)),
    vmid: lenient(looseNumber),
    ctime: looseNumber,
    size: lenient(looseNumber),
    format: lenient(looseText),
    notes: lenient(looseText),
    protected: lenient(looseBoolean),
    encrypted: lenient(z.unknown()),
    verification: lenient(z.object({ state: z.string() })),
  }),
);

/** A Proxmox Backup Server far away may take its time; it does not hold up the others. */
const contentTimeoutMs = 6_000;

export async function readBackups(
  client: ProxmoxClient,
  guest: Guest,
): Promise<Backups> {
  const { node } = guest;
  const storages = await client.get(
    apiPath`/nodes/${node}/storage`,
    { content: "backup", enabled: true },
    { schema: storagesSchema },
  );
  const usable = storages.filter(({ active }) => active !== false);
  const outcomes = await Promise.all(
    usable.map(({ storage }) => readStorage(client, guest, storage)),
  );
  return {
    storages: usable.map(({ storage, type, shared, avail, total }) => ({
      storage,
      node,
      shared: shared ?? false,
      plugintype: type,
      avail,
      total,
    })),
    backups: outcomes
      .flatMap(({ backups }) => backups)
      .sort((a, b) => b.ctime - a.ctime),
    problems: outcomes.flatMap(({ problem }) => problem ?? []),
  };
}

interface StorageOutcome {
  backups: GuestBackup[];
  problem?: Backups["problems"][number];
}

async function readStorage(
  client: ProxmoxClient,
  { node, vmid }: Guest,
  storage: string,
): Promise<StorageOutcome> {
  try {
    const content = await client.get(
      apiPath`/nodes/${node}/storage/${storage}/content`,
      { content: "backup", vmid },
      { schema: contentSchema, timeoutMs: contentTimeoutMs },
    );
    return {
      backups: content
        // Its backups alone, whatever a storage makes of the filter.
        .filter((backup) => backup.vmid === undefined || backup.vmid === vmid)
        .map((backup) => toBackup(storage, backup)),
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { backups: [], problem: { storage, ...error.toFailure() } };
  }
}

function toBackup(
  storage: string,
  backup: z.output<typeof contentSchema>[number],
): GuestBackup {
  const { volid, ctime, size, format, notes, verification } = backup;
  return {
    volid,
    storage,
    ctime,
    size,
    format,
    notes:
      notes === undefined
        ? undefined
        : plainText(notes, 1_000, { lines: true }),
    protected: backup.protected,
    encrypted: backup.encrypted === undefined ? undefined : true,
    verified: verification && verification.state === "ok",
  };
}

export interface NewBackup {
  storage: string;
  mode: string;
  compress: string;
  notes?: string | undefined;
  protected?: boolean | undefined;
}

export function backupTask(
  { node, vmid }: Guest,
  { storage, mode, compress, notes, protected: isProtected }: NewBackup,
): TaskRequest {
  return {
    method: "post",
    path: apiPath`/nodes/${node}/vzdump`,
    parameters: {
      vmid,
      storage,
      mode,
      compress,
      // Its default removes older backups, as far as the storage's retention lets it.
      remove: false,
      protected: isProtected,
      "notes-template": notes === undefined ? undefined : oneLine(notes),
    },
    taskType: /^vzdump$/,
  };
}

/** A template of notes is one line, with its line breaks and backslashes written out. */
function oneLine(notes: string): string {
  return notes.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}
