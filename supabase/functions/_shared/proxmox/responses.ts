import * as z from "zod/mini";
import { taskStatusSchema } from "../contract/actions.ts";
import { upidSchema } from "../contract/vms.ts";

// What we believe of Proxmox VE's answers. Only what we use is named; numbers may come as text, and more fields may come at any time.

const looseNumber = z.pipe(
  z.union([z.number(), z.string().check(z.regex(/^-?\d+(?:\.\d+)?$/))]),
  z.transform((value) => Number(value)),
);

/** GET /version */
export const versionSchema = z.object({
  version: z.string(),
  release: z.string(),
});

/** GET /nodes */
export const nodesSchema = z.array(
  z.object({ node: z.string(), status: z.optional(z.string()) }),
);

/** GET /access/permissions: a token without any rights gets an empty object, or an empty list (Perl knows no difference). */
export const ownPermissionsSchema = z.pipe(
  z.union([
    z.record(z.string(), z.record(z.string(), looseNumber)),
    z.array(z.never()),
  ]),
  z.transform((permissions) => (Array.isArray(permissions) ? {} : permissions)),
);

/** GET /nodes/{node}/certificates/info: those in the files of the node. */
export const certificatesSchema = z.array(
  z.object({ filename: z.string(), pem: z.optional(z.string()) }),
);

/** What starts a task answers with its UPID, and nothing is done yet. */
export const taskStartedSchema = upidSchema;

/** GET /nodes/{node}/tasks/{upid}/status */
export const taskStatusAnswerSchema = z.extend(taskStatusSchema, {
  starttime: looseNumber,
});
