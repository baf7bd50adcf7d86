import * as z from "zod/mini";
import { defineEndpoint } from "./endpoint.ts";
import { failureSchema } from "./errors.ts";
import {
  guestTypeSchema,
  nodeNameSchema,
  serverIdSchema,
  upidSchema,
  vmidSchema,
} from "./vms.ts";

export const vmActionSchema = z.enum([
  "start",
  "shutdown",
  "reboot",
  "stop",
  "reset",
  "suspend",
  "hibernate",
  "resume",
]);
export type VmAction = z.infer<typeof vmActionSchema>;

/** What the containers of Proxmox VE do not have: there is no machine to reset, and no memory image to hibernate to. */
export const qemuOnlyActions: readonly VmAction[] = ["reset", "hibernate"];

/** Options of Proxmox VE's status calls, by their own names. A timeout is in seconds. */
export const vmActionOptionsSchema = z.strictObject({
  /** shutdown, reboot, stop: seconds to wait for the guest. */
  timeout: z.optional(z.number().check(z.int(), z.gte(0), z.lte(86_400))),
  /** shutdown: cut the power when the time is over. */
  forceStop: z.optional(z.boolean()),
  /** stop: end a running shutdown first (Proxmox VE 8.2 and newer). */
  "overrule-shutdown": z.optional(z.boolean()),
});
export type VmActionOptions = z.infer<typeof vmActionOptionsSchema>;

const guestFields = {
  serverId: z.optional(serverIdSchema),
  node: nodeNameSchema,
  type: guestTypeSchema,
  vmid: vmidSchema,
};

export const guestReferenceSchema = z.strictObject(guestFields);
export type GuestReference = z.infer<typeof guestReferenceSchema>;

const actionFitsType = z.refine<{ type: string; action: VmAction }>(
  ({ type, action }) => type === "qemu" || !qemuOnlyActions.includes(action),
  { message: "Containers have no such action", path: ["action"] },
);

/** One action on one guest. The UPID is not success: the task's exit status is. */
export const runVmAction = defineEndpoint({
  functionName: "vm-actions",
  method: "POST",
  path: "",
  status: 202,
  request: z
    .strictObject({
      ...guestFields,
      action: vmActionSchema,
      options: z.optional(vmActionOptionsSchema),
    })
    .check(actionFitsType),
  response: z.object({ upid: z.string() }),
});

export const maxBulkItems = 500;

/** One action on many guests, over several servers. Each has its own result, in the order of the items. */
export const runBulkVmAction = defineEndpoint({
  functionName: "vm-actions",
  method: "POST",
  path: "",
  status: 207,
  request: z.strictObject({
    action: vmActionSchema,
    items: z
      .array(guestReferenceSchema)
      .check(
        z.minLength(1, "Name at least one guest"),
        z.maxLength(
          maxBulkItems,
          `At most ${String(maxBulkItems)} guests in one call`,
        ),
      ),
    options: z.optional(vmActionOptionsSchema),
  }),
  response: z.object({
    results: z.array(
      z.object({
        ...guestReferenceSchema.shape,
        upid: z.optional(z.string()),
        error: z.optional(failureSchema),
      }),
    ),
  }),
});

/** A task as its node reports it; `exitstatus` only when it has ended. Times are seconds since 1970. */
export const taskStatusSchema = z.looseObject({
  upid: z.string(),
  node: z.string(),
  status: z.enum(["running", "stopped"]),
  exitstatus: z.optional(z.string()),
  type: z.string(),
  id: z.optional(z.string()),
  user: z.string(),
  starttime: z.number(),
});
export type TaskStatus = z.output<typeof taskStatusSchema>;

export const taskStatus = defineEndpoint({
  functionName: "vm-actions",
  method: "GET",
  path: "/tasks/{upid}",
  status: 200,
  request: z.strictObject({ upid: upidSchema, serverId: z.optional(z.uuid()) }),
  response: taskStatusSchema,
});

export type TaskResult = "running" | "ok" | "warnings" | "failed";

/** "OK" and "WARNINGS: n" are success; every other exit status is Proxmox VE's own words for what went wrong. */
export function taskResult(
  task: Pick<TaskStatus, "status" | "exitstatus">,
): TaskResult {
  if (task.status === "running") return "running";
  if (task.exitstatus === "OK") return "ok";
  return /^WARNINGS: \d+$/.test(task.exitstatus ?? "") ? "warnings" : "failed";
}
