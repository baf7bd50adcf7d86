import * as z from "zod/mini";
import { defineEndpoint } from "./endpoint.ts";
import { errorCodeSchema, failureSchema } from "./errors.ts";
import { serverSchema } from "./serverList.ts";
import { deceptiveCharacters } from "./servers.ts";

/** Why an administrator switches somebody's server off, for its owner to read. */
export const deactivationReasonSchema = z.string("Say why").check(
  z.trim(),
  z.minLength(1, "Say why: the owner reads it"),
  z.maxLength(500, "A reason has at most 500 characters"),
  z.refine(
    (reason) => !deceptiveCharacters.test(reason),
    "A reason is one line, without control or direction characters",
  ),
);

/** Anybody's server, by administrators only. A second call gives another reason. */
export const deactivateServer = defineEndpoint({
  functionName: "proxmox-servers",
  method: "POST",
  path: "/{id}/deactivation",
  status: 200,
  request: z.strictObject({ id: z.uuid(), reason: deactivationReasonSchema }),
  response: z.object({ server: serverSchema }),
});

/** It is then as active as its owner had left it. */
export const reactivateServer = defineEndpoint({
  functionName: "proxmox-servers",
  method: "DELETE",
  path: "/{id}/deactivation",
  status: 200,
  request: z.strictObject({ id: z.uuid() }),
  response: z.object({ server: serverSchema }),
});

/** One key of the vault: never the key, nor anything made from it. */
const vaultKeySchema = z.object({
  id: z.number(),
  /** How many tokens lie under it. */
  tokens: z.number(),
  /** Whether PROXMOX_ENCRYPTION_KEY holds a key of this id. Tokens under one that it does not hold cannot be opened. */
  isConfigured: z.boolean(),
  /** Whether that is the key that the tokens were sealed with; null where nothing was sealed with it yet, or it is not configured. */
  fits: z.nullable(z.boolean()),
  /** The one that new tokens are sealed with. */
  isNewest: z.boolean(),
});

/** The state of this installation, for administrators. It names settings and counts rows, and holds no secret. */
export const healthSchema = z.object({
  vault: z.object({
    /** What is wrong with PROXMOX_ENCRYPTION_KEY itself, in words for the operator; null: it can be read. */
    problem: z.nullable(z.string()),
    keys: z.array(vaultKeySchema),
    /** Tokens under another key than the newest: `npm run rotate-key` moves them. */
    tokensUnderOldKeys: z.number(),
  }),
  database: z.object({
    version: z.string(),
    /** Null where no history of migrations is kept. */
    migrations: z.nullable(
      z.object({ applied: z.number(), newest: z.nullable(z.string()) }),
    ),
    /** Settings that would write tokens and row keys into the database's own log; none: all is well. */
    unsafeLogging: z.array(
      z.object({
        setting: z.string(),
        value: z.string(),
        reason: z.string(),
      }),
    ),
  }),
  access: z.object({
    adminRequiresMfa: z.boolean(),
    people: z.number(),
    admins: z.number(),
    /** Null where Auth knows no second factor. */
    adminsWithoutSecondFactor: z.nullable(z.number()),
    /** Pages of other origins that may read the functions' answers. */
    allowedOrigins: z.array(z.string()),
    openConsoles: z.number(),
  }),
  /** Which addresses this installation connects to. `problem`: a variable is wrong, and nothing is reached. */
  addresses: z.object({
    problem: z.nullable(z.string()),
    policy: z.nullable(
      z.object({
        network: z.enum(["private", "public"]),
        allowedRanges: z.array(z.string()),
        deniedRanges: z.array(z.string()),
        /** None: 443, and those from 1024 that no other service is known for. */
        allowedPorts: z.array(z.string()),
        allowLoopback: z.boolean(),
      }),
    ),
  }),
  runtime: z.object({ deno: z.string(), v8: z.string() }),
  servers: z.object({
    total: z.number(),
    active: z.number(),
    deactivated: z.number(),
    failing: z.number(),
    /** The most frequent first. */
    failures: z.array(z.object({ code: errorCodeSchema, count: z.number() })),
  }),
  /** The operator's own server. Where it is, is the operator's matter. */
  operatorServer: z.object({
    isConfigured: z.boolean(),
    /** Null where none is configured, or it does not answer. */
    version: z.nullable(z.string()),
    latencyMs: z.nullable(z.number()),
    error: z.nullable(failureSchema),
  }),
});
export type Health = z.infer<typeof healthSchema>;

export const readHealth = defineEndpoint({
  functionName: "proxmox-servers",
  method: "GET",
  path: "/health",
  status: 200,
  request: z.strictObject({}),
  response: healthSchema,
});

const count = z.number();

/** A row of the RPC `list_people`. */
export const personRowSchema = z.object({
  id: z.uuid(),
  email: z.nullable(z.string()),
  name: z.string(),
  is_admin: z.boolean(),
  /** Null where Auth knows no second factor. */
  has_second_factor: z.nullable(z.boolean()),
  created_at: z.string(),
  last_sign_in_at: z.nullable(z.string()),
  servers: count,
  failing_servers: count,
  deactivated_servers: count,
  assignments: count,
  rules: count,
  /** Of all pages; it is in every row. */
  total: count,
});

/** A row of the RPC `list_all_servers`. */
export const serverRowSchema = z.object({
  ...z.pick(serverSchema, {
    id: true,
    user_id: true,
    name: true,
    host: true,
    port: true,
    token_id: true,
    trust_mode: true,
    is_active: true,
    proxmox_version: true,
    last_connected_at: true,
    last_error_code: true,
    deactivated_at: true,
    deactivated_by: true,
    deactivated_reason: true,
    created_at: true,
  }).shape,
  owner_name: z.string(),
  owner_email: z.nullable(z.string()),
  total: count,
});

/** A row of `assignment_rules`: what of the operator's server a person may see by a tag or a pool. */
export const assignmentRuleSchema = z.object({
  id: z.uuid(),
  user_id: z.uuid(),
  kind: z.enum(["tag", "pool"]),
  value: z.string(),
  can_view: z.boolean(),
  can_console: z.boolean(),
  can_power: z.boolean(),
});
export type AssignmentRule = z.infer<typeof assignmentRuleSchema>;

/** Whether a rule holds for a guest. A tag counts as it is spelt; rights to a pool hold for the pools inside it, as they do in Proxmox VE. */
export function ruleCovers(
  { kind, value }: Pick<AssignmentRule, "kind" | "value">,
  {
    tags = "",
    pool = "",
  }: { tags?: string | undefined; pool?: string | undefined },
): boolean {
  return kind === "tag"
    ? tags.split(/[;,\s]+/).includes(value)
    : pool === value || pool.startsWith(`${value}/`);
}
