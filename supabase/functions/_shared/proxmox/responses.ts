import * as z from "zod/mini";
import { taskStatusSchema } from "../contract/actions.ts";
import { upidSchema } from "../contract/vms.ts";
import { looseNumber, looseText, rows } from "./loose.ts";

// What we believe of Proxmox VE's answers. Only what we use is named; numbers may come as text, and more fields may come at any time.

/** GET /version */
export const versionSchema = z.object({
  version: looseText,
  release: looseText,
});

/** GET /nodes */
export const nodesSchema = rows(
  z.object({ node: z.string(), status: z.optional(z.string()) }),
);

/** GET /cluster/status: a row for the cluster, where there is one, and one for each node. */
export const clusterStatusSchema = rows(
  z.object({ type: z.string(), name: z.string().check(z.maxLength(100)) }),
);

/** Unix seconds until the end of year 9999; 0 is never. */
const expireSchema = z.optional(
  z.pipe(looseNumber, z.number().check(z.gte(0), z.lte(253_402_300_799))),
);

/** GET /access/users/{userid} */
export const userSchema = z.object({
  expire: expireSchema,
  tokens: z.optional(
    z.record(
      z.string(),
      z.object({
        expire: expireSchema,
        privsep: z.optional(looseNumber),
      }),
    ),
  ),
});

const privilegesSchema = z.record(z.string(), looseNumber);

/** GET /access/permissions: by path. A token without any rights gets an empty object, or an empty list. */
export const ownPermissionsSchema = z.pipe(
  z.union([
    z.record(z.string(), privilegesSchema),
    z.array(z.unknown()),
    z.null(),
  ]),
  z.transform((permissions) =>
    permissions === null || Array.isArray(permissions) ? {} : permissions,
  ),
);

/** GET /nodes/{node}/certificates/info: those in the files of the node. */
export const certificatesSchema = rows(
  z.object({ filename: z.string(), pem: z.optional(z.string()) }),
);

/** What starts a task answers with its UPID, and nothing is done yet. */
export const taskStartedSchema = upidSchema;

/** GET /nodes/{node}/tasks/{upid}/status */
export const taskStatusAnswerSchema = z.extend(taskStatusSchema, {
  starttime: looseNumber,
});

/** GET /nodes/{node}/{qemu|lxc}/{vmid}/status/current. `serial` is there while a VM with a serial port runs. */
export const guestStatusSchema = z.object({
  status: z.string(),
  name: z.optional(looseText),
  serial: z.optional(looseNumber),
});

/** POST …/vncproxy and …/termproxy */
export const consoleProxySchema = z.object({
  port: z.pipe(looseNumber, z.number().check(z.int(), z.gte(1), z.lte(65_535))),
  ticket: z.string().check(z.regex(/^[\x21-\x7e]{1,512}$/)),
  user: z.string().check(z.regex(/^[^\s:]{1,256}$/)),
  password: z.optional(z.string().check(z.regex(/^[\x21-\x7e]{1,64}$/))),
});
