import * as z from "zod/mini";
import { defineEndpoint } from "./endpoint.ts";
import { failureSchema } from "./errors.ts";
import { numberInAddress } from "./guests.ts";
import {
  nodeNameSchema,
  serverIdSchema,
  upidSchema,
  vmidSchema,
} from "./vms.ts";

const serverId = z.optional(serverIdSchema);
const serverFields = { serverId: serverIdSchema, serverName: z.string() };
const count = (max: number, min = 0) =>
  numberInAddress(z.number().check(z.int(), z.gte(min), z.lte(max)));
/** Seconds since 1970. */
const second = count(99_999_999_999);

/**
 * A task as a list shows it. Times are seconds since 1970. `status` is Proxmox VE's exit status in its own words ("OK", "WARNINGS: 1", the
 * text of an error), absent while the task runs; taskResult reads it. `id` is a VMID, the name of a storage, or empty. `user` is the whole
 * of it: user@realm, or user@realm!token.
 */
const taskSchema = z.object({
  ...serverFields,
  upid: z.string(),
  node: z.string(),
  type: z.string(),
  id: z.string(),
  user: z.string(),
  starttime: z.number(),
  endtime: z.optional(z.number()),
  status: z.optional(z.string()),
});
export type Task = z.infer<typeof taskSchema>;

/**
 * What runs now and what ended last (at most 25 a node), on all active servers or one, whoever began it: as far as the token may see. Newest
 * first. A server that does not answer within 5 s has its failure, and the others their tasks.
 */
export const listTasks = defineEndpoint({
  functionName: "vm-actions",
  method: "GET",
  path: "/tasks",
  status: 200,
  request: z.strictObject({ serverId: z.optional(z.uuid()) }),
  response: z.object({
    servers: z.array(
      z.object({
        ...serverFields,
        ok: z.boolean(),
        error: z.optional(failureSchema),
      }),
    ),
    tasks: z.array(taskSchema),
  }),
});

/** Proxmox VE's own words: "error" is every end that is neither "OK" nor a warning; "unknown" of a task that was cut off. */
export const taskResultFilterSchema = z.enum([
  "ok",
  "warning",
  "error",
  "unknown",
]);

/**
 * The tasks of one server, running ones as well, newest first: of one node, or of all its nodes merged. `userfilter` is a part of the user's
 * name, `typefilter` a whole type (qmstart). Nodes that do not answer are named in `problems`.
 */
export const listTaskHistory = defineEndpoint({
  functionName: "vm-actions",
  method: "GET",
  path: "/tasks/history",
  status: 200,
  request: z.strictObject({
    serverId,
    node: z.optional(nodeNameSchema),
    vmid: z.optional(numberInAddress(vmidSchema)),
    typefilter: z.optional(
      z.string().check(z.regex(/^[\w-]{1,64}$/, "That is no type of task")),
    ),
    userfilter: z.optional(z.string().check(z.maxLength(128))),
    statusfilter: z.optional(taskResultFilterSchema),
    since: z.optional(second),
    until: z.optional(second),
    start: z._default(count(5_000), 0),
    limit: z._default(count(500, 1), 50),
  }),
  response: z.object({
    tasks: z.array(taskSchema),
    /** Whether there are more behind these. */
    hasMore: z.boolean(),
    problems: z.array(z.object({ node: z.string(), ...failureSchema.shape })),
  }),
});

/**
 * Lines of a task's log, from the line `start` on (the first is 0). To follow a log, ask again with `start` as many as are known. `n` counts
 * from 1; `t` is one line of printable text, cut at 2000 characters.
 */
export const readTaskLog = defineEndpoint({
  functionName: "vm-actions",
  method: "GET",
  path: "/tasks/{upid}/log",
  status: 200,
  request: z.strictObject({
    serverId,
    upid: upidSchema,
    start: z._default(count(10_000_000), 0),
    limit: z._default(count(2_000, 1), 500),
  }),
  response: z.object({
    lines: z.array(z.object({ n: z.number(), t: z.string() })),
    hasMore: z.boolean(),
  }),
});

/** Asks for the end of a task, which may take a moment. One that has ended stays as it is. */
export const stopTask = defineEndpoint({
  functionName: "vm-actions",
  method: "DELETE",
  path: "/tasks/{upid}",
  status: 204,
  request: z.strictObject({ serverId, upid: upidSchema }),
  response: z.undefined(),
});
