import * as z from "zod/mini";
import { AppError } from "./contract/errors.ts";
import {
  apiTokenSchema,
  caCertificateSchema,
  defaultProxmoxPort,
  hostSchema,
  portSchema,
  type Trust,
} from "./contract/servers.ts";
import { listAssignments, type Assignment } from "./db/assignments.ts";
import type { Caller } from "./db/caller.ts";
import { isAdmin } from "./db/roles.ts";
import { Secret } from "./db/secret.ts";
import type { ProxmoxTarget } from "./proxmox/target.ts";

/**
 * The operator's own server comes from the environment, and belongs to nobody: administrators see all of it, everybody else the guests that
 * are assigned to them. Its host is the operator's matter, so people see this name.
 */
export const operatorServerName = "Shared server";

type Environment = Pick<typeof Deno.env, "get">;

export function operatorTarget(environment: Environment): ProxmoxTarget {
  const read = (name: string) => environment.get(name)?.trim() || undefined;
  return {
    serverId: null,
    name: operatorServerName,
    host: setting("PROXMOX_HOST", hostSchema, read("PROXMOX_HOST")),
    port: setting(
      "PROXMOX_PORT",
      portSchema,
      Number(read("PROXMOX_PORT") ?? defaultProxmoxPort),
    ),
    token: new Secret(
      setting("PROXMOX_API_TOKEN", apiTokenSchema, read("PROXMOX_API_TOKEN")),
    ),
    trust: operatorTrust(read("PROXMOX_VERIFY_SSL"), read("PROXMOX_CA_CERT")),
  };
}

function operatorTrust(
  verifySsl: string | undefined,
  caCertificate: string | undefined,
): Trust {
  if (verifySsl !== undefined && !/^(?:true|false)$/i.test(verifySsl))
    throw misconfigured("PROXMOX_VERIFY_SSL", 'Write "true" or "false"');
  // Who gives a certificate authority wants it to be used.
  if (caCertificate !== undefined)
    return {
      mode: "ca",
      // An .env file holds a value on one line.
      ca_certificate: setting(
        "PROXMOX_CA_CERT",
        caCertificateSchema,
        caCertificate.replaceAll("\\n", "\n"),
      ),
    };
  return { mode: verifySsl?.toLowerCase() === "false" ? "insecure" : "system" };
}

function setting<Schema extends z.ZodMiniType>(
  variable: string,
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const result = z.safeParse(schema, value);
  if (!result.success)
    throw misconfigured(
      variable,
      result.error.issues[0]?.message ?? "Not valid",
    );
  return result.data;
}

function misconfigured(variable: string, sentence: string): AppError {
  return new AppError(
    "config_error",
    `${variable} of this installation is wrong. ${sentence}.`,
  );
}

/** What an assignment may allow, and what only administrators do: snapshots, backups, copies, moves, changes of the configuration. */
export type Permission = "view" | "console" | "power" | "manage";

interface Guest {
  node: string;
  vmid: number;
}

/** The operator's server as one person has it. */
export interface OperatorServer {
  /** Also its nodes and storages, and guests that are assigned to nobody. */
  seesAll: boolean;
  allows(permission: Permission, guest: Guest): boolean;
  /** Throws what is wrong with the environment. */
  target(): ProxmoxTarget;
}

/** Undefined for whom the server does not exist: none is set, or nothing of it is theirs to see. */
export async function readOperatorServer(
  caller: Caller,
): Promise<OperatorServer | undefined> {
  if (!Deno.env.get("PROXMOX_HOST")?.trim()) return undefined;
  const target = () => operatorTarget(Deno.env);
  const [seesAll, assigned] = await Promise.all([
    isAdmin(caller),
    listAssignments(caller),
  ]);
  if (seesAll) return { seesAll, allows: () => true, target };

  const assignments = assigned.filter((assignment) => assignment.can_view);
  if (assignments.length === 0) return undefined;
  return {
    seesAll: false,
    allows: (permission, guest) =>
      permission !== "manage" &&
      assignments.some(
        (assignment) =>
          isOf(assignment, guest) && assignment[`can_${permission}`],
      ),
    target,
  };
}

/** A VMID names one guest of a cluster, wherever it runs; an assignment may hold only as long as it stays on one node. */
function isOf(assignment: Assignment, guest: Guest): boolean {
  return (
    assignment.vmid === guest.vmid &&
    (assignment.node === null || assignment.node === guest.node)
  );
}

/** A guest that is not assigned to somebody does not exist for them. */
export function requirePermission(
  server: OperatorServer,
  permission: Permission,
  guest: Guest,
): void {
  if (server.allows(permission, guest)) return;
  if (!server.allows("view", guest))
    throw new AppError(
      "not_found",
      `There is no guest ${guest.vmid} on node ${guest.node} of ${operatorServerName}`,
    );
  throw new AppError(
    "forbidden",
    `You may see guest ${guest.vmid} of ${operatorServerName}, but not do this to it: ask an administrator`,
  );
}
