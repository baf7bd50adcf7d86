import * as z from "zod/mini";
import { defineEndpoint } from "./endpoint.ts";
import { failureSchema } from "./errors.ts";
import {
  guestTypeSchema,
  nodeNameSchema,
  serverIdSchema,
  vmidSchema,
} from "./vms.ts";

/** In a path or a query every number is text. */
export const numberInAddress = <Schema extends z.ZodMiniType<number, number>>(
  schema: Schema,
) =>
  z.pipe(
    z.pipe(
      z.union([z.number(), z.string().check(z.regex(/^\d{1,12}$/))]),
      z.transform(Number),
    ),
    schema,
  );

/** A guest in the address of a call. A `serverId` of null is left out of a query: both mean the operator's own server. */
export const guestAddressFields = {
  serverId: z.optional(serverIdSchema),
  node: nodeNameSchema,
  type: guestTypeSchema,
  vmid: numberInAddress(vmidSchema),
};
const guestAddressSchema = z.strictObject(guestAddressFields);

/** The node on which the guest was found. It is another than the one that was named if the guest has moved since. */
const foundOn = { node: z.string() };

/**
 * Proxmox VE's status/current. Sizes and counters are bytes, `uptime` is seconds, `cpu` a fraction of `cpus` cores; a counter starts at zero
 * with the guest. `qmpstatus` (VMs) knows what `status` does not: "paused", "prelaunch", …
 */
export const guestStatusSchema = z.object({
  status: z.string(),
  qmpstatus: z.optional(z.string()),
  name: z.optional(z.string()),
  lock: z.optional(z.string()),
  tags: z.optional(z.string()),
  template: z.optional(z.number()),
  uptime: z.optional(z.number()),
  pid: z.optional(z.number()),
  cpu: z.optional(z.number()),
  cpus: z.optional(z.number()),
  mem: z.optional(z.number()),
  maxmem: z.optional(z.number()),
  balloon: z.optional(z.number()),
  freemem: z.optional(z.number()),
  swap: z.optional(z.number()),
  maxswap: z.optional(z.number()),
  disk: z.optional(z.number()),
  maxdisk: z.optional(z.number()),
  netin: z.optional(z.number()),
  netout: z.optional(z.number()),
  diskread: z.optional(z.number()),
  diskwrite: z.optional(z.number()),
  /** 1: the guest agent is switched on in the configuration; whether it answers is readGuestAgent's to say. */
  agent: z.optional(z.number()),
  serial: z.optional(z.number()),
  spice: z.optional(z.number()),
  "running-machine": z.optional(z.string()),
  "running-qemu": z.optional(z.string()),
  ha: z.optional(
    z.object({
      managed: z.optional(z.number()),
      state: z.optional(z.string()),
    }),
  ),
});
export type GuestStatus = z.output<typeof guestStatusSchema>;

const configValueSchema = z.union([z.string(), z.number()]);
export type GuestConfigValue = z.infer<typeof configValueSchema>;

/** A setting that waits for the guest's next start: it becomes `pending`, or goes (`delete`). */
const pendingChangeSchema = z.object({
  key: z.string(),
  value: z.optional(configValueSchema),
  pending: z.optional(configValueSchema),
  delete: z.optional(z.boolean()),
});
export type PendingChange = z.infer<typeof pendingChangeSchema>;

/**
 * State and configuration of one guest. Each has its failure where it could not be read; what failed is null, and never both. `config` holds
 * the settings in force, by Proxmox VE's names, without those that are secret; `digest` guards a change against somebody else's.
 */
export const readGuest = defineEndpoint({
  functionName: "list-vms",
  method: "GET",
  path: "/guests/{type}/{vmid}",
  status: 200,
  request: guestAddressSchema,
  response: z.object({
    ...foundOn,
    status: z.nullable(guestStatusSchema),
    config: z.nullable(z.record(z.string(), configValueSchema)),
    digest: z.nullable(z.string()),
    pending: z.nullable(z.array(pendingChangeSchema)),
    problems: z.object({
      status: z.optional(failureSchema),
      config: z.optional(failureSchema),
    }),
  }),
});

/**
 * What runs inside: of a VM what its guest agent says, of a container what its node sees. Takes up to 3 s where no agent answers, and then
 * `problem` says why there is nothing; a guest without an agent is no failure of the call.
 */
export const readGuestAgent = defineEndpoint({
  functionName: "list-vms",
  method: "GET",
  path: "/guests/{type}/{vmid}/agent",
  status: 200,
  request: guestAddressSchema,
  response: z.object({
    ...foundOn,
    /** "Debian GNU/Linux 12 (bookworm)", or the kernel where the system has no such name. */
    osName: z.nullable(z.string()),
    hostname: z.nullable(z.string()),
    interfaces: z.array(
      z.object({
        name: z.string(),
        macAddress: z.optional(z.string()),
        addresses: z.array(
          z.object({
            address: z.string(),
            prefix: z.optional(z.number()),
            family: z.union([z.literal(4), z.literal(6)]),
          }),
        ),
      }),
    ),
    problem: z.nullable(failureSchema),
  }),
});

export const metricsTimeframeSchema = z.enum([
  "hour",
  "day",
  "week",
  "month",
  "year",
]);
export type MetricsTimeframe = z.infer<typeof metricsTimeframeSchema>;

const metricsPointSchema = z.object({
  time: z.number(),
  cpu: z.optional(z.number()),
  maxcpu: z.optional(z.number()),
  mem: z.optional(z.number()),
  maxmem: z.optional(z.number()),
  disk: z.optional(z.number()),
  maxdisk: z.optional(z.number()),
  netin: z.optional(z.number()),
  netout: z.optional(z.number()),
  diskread: z.optional(z.number()),
  diskwrite: z.optional(z.number()),
});
export type MetricsPoint = z.infer<typeof metricsPointSchema>;

/**
 * Proxmox VE's averages, about 70 points, oldest first: a point every minute (hour), 30 min (day), 3 h (week), 12 h (month), 7 days (year).
 * `time` is seconds since 1970, `cpu` a fraction of `maxcpu` cores, net and disk bytes a second. A field that is absent is a gap.
 */
export const readGuestMetrics = defineEndpoint({
  functionName: "list-vms",
  method: "GET",
  path: "/guests/{type}/{vmid}/metrics",
  status: 200,
  request: z.strictObject({
    ...guestAddressFields,
    timeframe: metricsTimeframeSchema,
  }),
  response: z.object({ ...foundOn, points: z.array(metricsPointSchema) }),
});

const snapshotSchema = z.object({
  name: z.string(),
  description: z.optional(z.string()),
  /** Seconds since 1970. */
  snaptime: z.optional(z.number()),
  /** Whether the memory is in it. */
  vmstate: z.optional(z.boolean()),
  parent: z.optional(z.string()),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** The tree by `parent`; `currentParent` is the one that the guest stands on. `canSnapshot` is null where Proxmox VE does not say. */
export const listSnapshots = defineEndpoint({
  functionName: "list-vms",
  method: "GET",
  path: "/guests/{type}/{vmid}/snapshots",
  status: 200,
  request: guestAddressSchema,
  response: z.object({
    ...foundOn,
    snapshots: z.array(snapshotSchema),
    currentParent: z.nullable(z.string()),
    canSnapshot: z.nullable(z.boolean()),
  }),
});

const guestBackupSchema = z.object({
  volid: z.string(),
  storage: z.string(),
  /** Seconds since 1970. */
  ctime: z.number(),
  /** Bytes. */
  size: z.optional(z.number()),
  format: z.optional(z.string()),
  notes: z.optional(z.string()),
  protected: z.optional(z.boolean()),
  encrypted: z.optional(z.boolean()),
  /** Of a Proxmox Backup Server: whether its last verification found it whole. */
  verified: z.optional(z.boolean()),
});
export type GuestBackup = z.infer<typeof guestBackupSchema>;

/** A storage as one node sees it; `avail` and `total` are bytes. */
const guestStorageSchema = z.object({
  storage: z.string(),
  node: z.string(),
  shared: z.boolean(),
  plugintype: z.optional(z.string()),
  avail: z.optional(z.number()),
  total: z.optional(z.number()),
});
export type GuestStorage = z.infer<typeof guestStorageSchema>;

/** The storages of the guest's node that take backups, and the guest's backups on them, newest first. Each storage may fail for itself. */
export const listBackups = defineEndpoint({
  functionName: "list-vms",
  method: "GET",
  path: "/guests/{type}/{vmid}/backups",
  status: 200,
  request: guestAddressSchema,
  response: z.object({
    ...foundOn,
    storages: z.array(guestStorageSchema),
    backups: z.array(guestBackupSchema),
    problems: z.array(
      z.object({ storage: z.string(), ...failureSchema.shape }),
    ),
  }),
});

/**
 * Proxmox VE's own check before a migration (VMs), or what is known without one (containers, up to 8.4). `nodes` are the others of the
 * cluster; `reason` says why one is not `allowed`. Local resources (a passed-through device) forbid to migrate a running guest; local disks
 * are copied. `storages` are those of all nodes that hold disks of such a guest, for `targetstorage`.
 */
export const readMigration = defineEndpoint({
  functionName: "list-vms",
  method: "GET",
  path: "/guests/{type}/{vmid}/migration",
  status: 200,
  request: guestAddressSchema,
  response: z.object({
    ...foundOn,
    running: z.boolean(),
    nodes: z.array(
      z.object({
        node: z.string(),
        allowed: z.boolean(),
        reason: z.optional(z.string()),
      }),
    ),
    localDisks: z.array(
      z.object({
        volid: z.string(),
        drivename: z.optional(z.string()),
        /** Bytes. */
        size: z.optional(z.number()),
        cdrom: z.optional(z.boolean()),
      }),
    ),
    localResources: z.array(z.string()),
    storages: z.array(guestStorageSchema),
  }),
});

/** `nodes` are those that are online. `canLink`: a linked clone is possible, which only templates on fitting storages allow. */
export const readCloneOptions = defineEndpoint({
  functionName: "list-vms",
  method: "GET",
  path: "/guests/{type}/{vmid}/clone",
  status: 200,
  request: guestAddressSchema,
  response: z.object({
    ...foundOn,
    /** The lowest VMID that is free now; null where Proxmox VE does not say. */
    nextVmid: z.nullable(z.number()),
    nodes: z.array(z.string()),
    storages: z.array(guestStorageSchema),
    pools: z.array(z.string()),
    canLink: z.boolean(),
  }),
});
