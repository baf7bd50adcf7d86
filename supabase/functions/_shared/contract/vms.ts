import * as z from "zod/mini";
import { defineEndpoint } from "./endpoint.ts";
import { failureSchema } from "./errors.ts";

export const guestTypeSchema = z.enum(["qemu", "lxc"]);
export type GuestType = z.infer<typeof guestTypeSchema>;

/** The operator's own server (environment variables) has no row, and so no id. */
export const serverIdSchema = z.nullable(z.uuid());

/** pve-common, JSONSchema.pm: pve-node. */
export const nodeNameSchema = z
  .string()
  .check(
    z.maxLength(63),
    z.regex(
      /^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/,
      "That is no node name",
    ),
  );
/** pve-common, JSONSchema.pm: pve-vmid, 100 to 999999999. */
export const vmidSchema = z
  .number("Give a VMID from 100 to 999999999")
  .check(z.int(), z.gte(100), z.lte(999_999_999));

/** pve-common, Tools.pm: UPID:node:pid:pstart:starttime:type:id:user: */
export const upidSchema = z
  .string()
  .check(
    z.maxLength(512),
    z.regex(
      /^UPID:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?:[0-9A-Fa-f]{8}:[0-9A-Fa-f]{8,9}:[0-9A-Fa-f]{8}:[^:\s/]+:[^:\s/]*:[^:\s/]+:$/,
      "That is no UPID",
    ),
  );

const serverFields = { serverId: serverIdSchema, serverName: z.string() };

/** Numbers come as numbers or as text, depending on the field and the release. */
const looseNumber = z.pipe(
  z.union([z.number(), z.string()]),
  z.transform((value) => Number(value)),
);
const optionalNumber = z.optional(looseNumber);

/**
 * A guest: Proxmox VE's row of /cluster/resources as it comes, plus the server it came from. `mem`, `disk` and their maxima are bytes,
 * `cpu` is a fraction of `maxcpu` cores, `uptime` seconds. A guest whose node is away has status "unknown" and little else.
 */
export const vmSchema = z.looseObject({
  ...serverFields,
  id: z.string(),
  type: guestTypeSchema,
  vmid: looseNumber,
  node: z.string(),
  status: z.string(),
  name: z.optional(z.string()),
  template: optionalNumber,
  cpu: optionalNumber,
  maxcpu: optionalNumber,
  mem: optionalNumber,
  maxmem: optionalNumber,
  disk: optionalNumber,
  maxdisk: optionalNumber,
  netin: optionalNumber,
  netout: optionalNumber,
  diskread: optionalNumber,
  diskwrite: optionalNumber,
  uptime: optionalNumber,
  pool: z.optional(z.string()),
  tags: z.optional(z.string()),
  lock: z.optional(z.string()),
  hastate: z.optional(z.string()),
  /**
   * What an assignment lets one do with a guest of the operator's server. Absent: whatever the server's token may. A row of a server that
   * sends something else under these names is as good as one without.
   */
  canConsole: z.catch(z.optional(z.boolean()), undefined),
  canPower: z.catch(z.optional(z.boolean()), undefined),
});
export type Vm = z.output<typeof vmSchema>;

export const nodeSchema = z.looseObject({
  ...serverFields,
  id: z.string(),
  node: z.string(),
  status: z.string(),
  cpu: optionalNumber,
  maxcpu: optionalNumber,
  mem: optionalNumber,
  maxmem: optionalNumber,
  disk: optionalNumber,
  maxdisk: optionalNumber,
  uptime: optionalNumber,
});
export type ProxmoxNode = z.output<typeof nodeSchema>;

/** One row a node, also for shared storages. */
export const storageSchema = z.looseObject({
  ...serverFields,
  id: z.string(),
  storage: z.string(),
  node: z.string(),
  status: z.string(),
  shared: optionalNumber,
  plugintype: z.optional(z.string()),
  content: z.optional(z.string()),
  disk: optionalNumber,
  maxdisk: optionalNumber,
});
export type Storage = z.output<typeof storageSchema>;

/** How one server did in this listing. `fetchedAt` is ISO 8601, `latencyMs` the time until its whole answer was read or given up. */
export const serverOutcomeSchema = z.object({
  ...serverFields,
  ok: z.boolean(),
  error: z.optional(failureSchema),
  fetchedAt: z.string(),
  latencyMs: z.number(),
});

/** Active servers that were left out as the caller wished. */
const notAskedSchema = z.optional(z.array(serverIdSchema));

export const vmListSchema = z.object({
  servers: z.array(serverOutcomeSchema),
  notAsked: notAskedSchema,
  vms: z.array(vmSchema),
  nodes: z.array(nodeSchema),
  storages: z.array(storageSchema),
});
export type VmList = z.output<typeof vmListSchema>;

/** With `Accept: application/x-ndjson` the same comes as a line a server, the moment it is known, and `end`. */
export const vmListLineSchema = z.discriminatedUnion("type", [
  z.extend(serverOutcomeSchema, {
    type: z.literal("server"),
    vms: z.array(vmSchema),
    nodes: z.array(nodeSchema),
    storages: z.array(storageSchema),
  }),
  z.object({ type: z.literal("end"), notAsked: notAskedSchema }),
]);
export type VmListLine = z.output<typeof vmListLineSchema>;

/** Stands for the operator's server where a server has to be named. */
const operatorId = "operator";

/** A server that has failed, and when: `fetchedAt` of the answer that said so, as the time of the functions' clock. */
export interface FailedServer {
  serverId: string | null;
  failedAt: string;
}

const exceptPattern =
  /^(?:(?:operator|[0-9a-f-]{36})@\d{1,15}(?:,(?!$)|$)){1,100}$/;

/** Servers that the caller does without this time, as text for a query: `id@milliseconds,…`. */
export function writeExcept(servers: readonly FailedServer[]): string {
  return servers
    .map(
      ({ serverId, failedAt }) =>
        `${serverId ?? operatorId}@${String(Date.parse(failedAt))}`,
    )
    .join(",");
}

/** Id of a server -> milliseconds at which it had failed. */
function readExcept(text: string): ReadonlyMap<string | null, number> {
  return new Map(
    text.split(",").map((item) => {
      const [id = "", milliseconds] = item.split("@");
      return [id === operatorId ? null : id, Number(milliseconds)];
    }),
  );
}

/**
 * All active servers of the caller, or one. `except` names servers that keep failing: they are asked less often. One that somebody has
 * changed or reached since it failed is asked nevertheless.
 */
export const listVms = defineEndpoint({
  functionName: "list-vms",
  method: "GET",
  path: "",
  status: 200,
  request: z.strictObject({
    serverId: z.optional(z.uuid()),
    except: z.optional(
      z.pipe(
        z.string().check(z.regex(exceptPattern, "Write id@milliseconds,…")),
        z.transform(readExcept),
      ),
    ),
  }),
  response: vmListSchema,
});
