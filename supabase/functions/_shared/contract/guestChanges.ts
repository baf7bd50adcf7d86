import * as z from "zod/mini";
import { guestReferenceSchema } from "./actions.ts";
import { defineEndpoint } from "./endpoint.ts";
import { guestAddressFields } from "./guests.ts";
import { nodeNameSchema, vmidSchema } from "./vms.ts";

const guestFields = guestReferenceSchema.shape;

/** What starts a task. The UPID is not success: the task's exit status is. It names the node, which is another if the guest has moved. */
const taskStarted = {
  status: 202,
  response: z.object({ upid: z.string() }),
} as const;

/** pve-common, JSONSchema.pm: pve-configid, at most 40 characters. */
export const snapshotNameSchema = z.string().check(
  z.maxLength(40, "At most 40 characters"),
  z.regex(
    /^[a-zA-Z][\w-]+$/,
    "Use letters, digits, - and _, at least two, a letter first",
  ),
  z.refine(
    (name) => name !== "current" && name !== "pending",
    "Proxmox VE keeps this name for itself",
  ),
);

/** pve-common, JSONSchema.pm: pve-storage-id. */
const storageIdSchema = z
  .string()
  .check(
    z.maxLength(100),
    z.regex(/^[a-zA-Z][\w.-]*[a-zA-Z0-9]$/, "That is no name of a storage"),
  );

/** What Proxmox VE keeps in its configuration files: line breaks and tabs, but no other control characters. */
const text = (maxLength: number) =>
  z
    .string()
    .check(
      z.maxLength(maxLength, `At most ${String(maxLength)} characters`),
      z.regex(/^(?:[\t\n]|\P{Cc})*$/u, "No control characters"),
    );

export const createSnapshot = defineEndpoint({
  functionName: "vm-actions",
  method: "POST",
  path: "/snapshots",
  ...taskStarted,
  request: z.strictObject({
    ...guestFields,
    snapname: snapshotNameSchema,
    description: z.optional(text(4_096)),
    /** With the memory; only of VMs. */
    vmstate: z.optional(z.boolean()),
  }),
});

/** The guest goes back to what it was: everything since is lost. */
export const rollbackSnapshot = defineEndpoint({
  functionName: "vm-actions",
  method: "POST",
  path: "/snapshots/{snapname}/rollback",
  ...taskStarted,
  request: z.strictObject({
    ...guestFields,
    snapname: snapshotNameSchema,
    /** Start the guest afterwards; one whose memory is in the snapshot starts by itself. */
    start: z.optional(z.boolean()),
  }),
});

export const deleteSnapshot = defineEndpoint({
  functionName: "vm-actions",
  method: "DELETE",
  path: "/snapshots/{snapname}",
  ...taskStarted,
  request: z.strictObject({
    ...guestAddressFields,
    snapname: snapshotNameSchema,
  }),
});

/** vzdump of one guest. Older backups stay, whatever the storage is set to keep. */
export const backUpGuest = defineEndpoint({
  functionName: "vm-actions",
  method: "POST",
  path: "/backups",
  ...taskStarted,
  request: z.strictObject({
    ...guestFields,
    storage: storageIdSchema,
    mode: z.enum(["snapshot", "suspend", "stop"]),
    /** "0": not compressed. A Proxmox Backup Server takes no notice of it. */
    compress: z.enum(["0", "gzip", "lzo", "zstd"]),
    /** Proxmox VE fills {{cluster}}, {{guestname}}, {{node}} and {{vmid}} in. */
    notes: z.optional(text(800)),
    protected: z.optional(z.boolean()),
  }),
});

/** pve-common, JSONSchema.pm: dns-name. */
const dnsNameSchema = z
  .string()
  .check(
    z.maxLength(253, "At most 253 characters"),
    z.regex(
      /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)*[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/,
      "Use letters, digits, - and dots",
    ),
  );

/** pve-access-control, AccessControl.pm: pve-poolid. */
const poolIdSchema = z
  .string()
  .check(
    z.maxLength(100),
    z.regex(
      /^[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+){0,2}$/,
      "That is no name of a pool",
    ),
  );

export const cloneGuest = defineEndpoint({
  functionName: "vm-actions",
  method: "POST",
  path: "/clones",
  ...taskStarted,
  request: z.strictObject({
    ...guestFields,
    newid: vmidSchema,
    name: z.optional(dnsNameSchema),
    /** Another node than the guest's; all its disks must be on shared storages. */
    target: z.optional(nodeNameSchema),
    /** false: a linked clone, which only a template allows. Left out, a template is linked and any other guest is copied. */
    full: z.optional(z.boolean()),
    /** Of a full clone. */
    storage: z.optional(storageIdSchema),
    snapname: z.optional(snapshotNameSchema),
    pool: z.optional(poolIdSchema),
    description: z.optional(text(8_192)),
  }),
});

/** To another node of the same cluster. */
export const migrateGuest = defineEndpoint({
  functionName: "vm-actions",
  method: "POST",
  path: "/migrations",
  ...taskStarted,
  request: z.strictObject({
    ...guestFields,
    target: nodeNameSchema,
    /** While the VM runs. */
    online: z.optional(z.boolean()),
    /** VMs: copy their local disks as well. */
    "with-local-disks": z.optional(z.boolean()),
    /** One storage for all disks that are copied. */
    targetstorage: z.optional(storageIdSchema),
    /** Running containers: shut down, move, start again. */
    restart: z.optional(z.boolean()),
  }),
});

/** pve-common, JSONSchema.pm: pve-tag. */
export const tagSchema = z
  .string()
  .check(
    z.maxLength(100, "At most 100 characters"),
    z.regex(
      /^[a-zA-Z0-9_][\w.+-]*$/,
      "Use letters, digits, _, -, + and dots; a letter, digit or _ first",
    ),
  );

/** Tags and notes, at once. What is left out stays; an empty list or text takes all away. A `digest` that is out of date: version_conflict. */
export const changeGuest = defineEndpoint({
  functionName: "vm-actions",
  method: "PUT",
  path: "/guests/{type}/{vmid}",
  status: 200,
  request: z
    .strictObject({
      ...guestAddressFields,
      digest: z.optional(z.string().check(z.regex(/^[0-9a-f]{40,64}$/))),
      tags: z.optional(z.array(tagSchema).check(z.maxLength(100))),
      description: z.optional(text(8_192)),
    })
    .check(
      z.refine(
        ({ tags, description }) =>
          tags !== undefined || description !== undefined,
        { message: "Say what is to change", path: ["tags"] },
      ),
    ),
  response: z.object({ node: z.string() }),
});
