import * as z from "zod/mini";
import { defineEndpoint } from "./endpoint.ts";
import { errorCodeSchema } from "./errors.ts";

export const certificateSchema = z.object({
  fingerprint: z.string(),
  subject: z.string(),
  issuer: z.string(),
  names: z.array(z.string()),
  validFrom: z.string(),
  validTo: z.string(),
});
export type Certificate = z.infer<typeof certificateSchema>;

/** The row of public.proxmox_servers as the API gives it: column names, no secret. Times are ISO 8601. */
export const serverSchema = z.object({
  id: z.uuid(),
  user_id: z.uuid(),
  name: z.string(),
  host: z.string(),
  port: z.number(),
  verify_ssl: z.boolean(),
  is_active: z.boolean(),
  slot: z.number(),
  token_id: z.string(),
  trust_mode: z.enum(["system", "ca", "pin", "insecure"]),
  ca_certificate: z.nullable(z.string()),
  server_name: z.nullable(z.string()),
  fingerprint: z.nullable(z.string()),
  proxmox_version: z.nullable(z.string()),
  last_connected_at: z.nullable(z.string()),
  last_error_code: z.nullable(errorCodeSchema),
  /** As its last test has found it; null for a single node, or where the token may not see it. */
  cluster_name: z.nullable(z.string()),
  /** As far as Proxmox VE lets the token know. */
  token_expires_at: z.nullable(z.string()),
  /** What stands behind `fingerprint`, once it was met. */
  pinned_certificate: z.nullable(certificateSchema),
  /** Set where an administrator has switched it off, and why: its owner cannot switch it on again, move or remove it. */
  deactivated_at: z.nullable(z.string()),
  deactivated_by: z.nullable(z.uuid()),
  deactivated_reason: z.nullable(z.string()),
  version: z.number(),
  created_at: z.string(),
  updated_at: z.string(),
});
export type Server = z.infer<typeof serverSchema>;

const ownerSchema = z.object({
  name: z.string(),
  email: z.nullable(z.string()),
});

export const listServers = defineEndpoint({
  functionName: "proxmox-servers",
  method: "GET",
  path: "",
  status: 200,
  request: z.strictObject({ scope: z._default(z.enum(["own", "all"]), "own") }),
  response: z.object({
    servers: z.array(
      z.extend(serverSchema, {
        /** With `scope=all`, which administrators alone may ask for. */
        owner: z.optional(ownerSchema),
      }),
    ),
    limit: z.number(),
    /** Of one's own list: whether the operator has a server whose guests administrators may assign. */
    hasOperatorServer: z.optional(z.boolean()),
  }),
});

/** GET /access/permissions as Proxmox VE gives it: path -> privilege -> whether it is handed down. */
export const permissionsSchema = z.record(
  z.string(),
  z.record(z.string(), z.number()),
);
export type Permissions = z.infer<typeof permissionsSchema>;

export const serverPermissions = defineEndpoint({
  functionName: "proxmox-servers",
  method: "GET",
  path: "/{id}/permissions",
  status: 200,
  request: z.strictObject({ id: z.uuid() }),
  response: z.object({ permissions: permissionsSchema }),
});
