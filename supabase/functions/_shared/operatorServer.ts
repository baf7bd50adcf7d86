import * as z from "zod/mini";
import { ruleCovers } from "./contract/admin.ts";
import { AppError } from "./contract/errors.ts";
import {
  apiTokenSchema,
  caCertificateSchema,
  defaultProxmoxPort,
  hostSchema,
  portSchema,
  type Trust,
} from "./contract/servers.ts";
import type { Vm } from "./contract/vms.ts";
import {
  listAssignments,
  listRules,
  type Assignment,
  type Rule,
} from "./db/assignments.ts";
import type { Caller } from "./db/caller.ts";
import { refusal } from "./db/databaseError.ts";
import { isAdmin } from "./db/roles.ts";
import { Secret } from "./db/secret.ts";
import { connect } from "./proxmox/client.ts";
import { readResources } from "./proxmox/resources.ts";
import type { ProxmoxTarget } from "./proxmox/target.ts";

/**
 * The operator's own server comes from the environment, and belongs to nobody: administrators see all of it, everybody else the guests that
 * are assigned to them, one by one or by a rule. Its host is the operator's matter, so people see this name.
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

/** As much of a row of the listing as decides whose guest it is. Without tags and pool: a guest by its address alone. */
interface GuestRow extends Guest {
  tags?: string | undefined;
  pool?: string | undefined;
}

/** The operator's server as one person has it. */
export interface OperatorServer {
  /** Also its nodes and storages, and guests that are assigned to nobody. */
  seesAll: boolean;
  /** By assignments and rules. Rules count for rows, and for guests that `learn` has asked about; for nothing else. */
  allows(permission: Permission, guest: GuestRow): boolean;
  /** The rule that allows it, where neither an assignment nor the administrator's role does. */
  ruleFor(permission: Permission, guest: Guest): string | null;
  /**
   * Before guests are judged by their address: asks the server for tags and pools, once, if it is for a rule to decide about one of them.
   * Without guests: about any.
   */
  learn(permission: Permission, guests?: readonly Guest[]): Promise<void>;
  /** Throws what is wrong with the environment. */
  target(): ProxmoxTarget;
}

/** Undefined for whom the server does not exist: none is set, or nothing of it is theirs to see. */
export async function readOperatorServer(
  caller: Caller,
): Promise<OperatorServer | undefined> {
  if (!isOperatorServerSet()) return undefined;
  const target = () => operatorTarget(Deno.env);
  const [seesAll, assignments, rules] = await Promise.all([
    isAdmin(caller),
    listAssignments(caller),
    listRules(caller),
  ]);
  if (seesAll)
    return {
      seesAll,
      allows: () => true,
      ruleFor: () => null,
      learn: () => Promise.resolve(),
      target,
    };
  const rights = { assignments, rules };
  if (![...assignments, ...rules].some(({ can_view }) => can_view))
    return undefined;
  return assignedServer(rights, target, async () => {
    const { vms } = await readResources(connect(target()));
    // Omit, which takes the server off a row's type, forgets the names of the other fields.
    return vms as Vm[];
  });
}

export function isOperatorServerSet(): boolean {
  return Boolean(Deno.env.get("PROXMOX_HOST")?.trim());
}

interface Rights {
  assignments: readonly Assignment[];
  rules: readonly Rule[];
}

/** What assignments and rules make of the server for who is no administrator. */
export function assignedServer(
  { assignments, rules }: Rights,
  target: () => ProxmoxTarget,
  readRows: () => Promise<readonly GuestRow[]>,
): OperatorServer {
  let learnt: Promise<ReadonlyMap<number, GuestRow>> | undefined;
  let rows: ReadonlyMap<number, GuestRow> = new Map();

  // Asked for each of thousands of guests; a VMID stands in one assignment of a person at most.
  const byVmid = new Map(assignments.map((one) => [one.vmid, one]));
  const isAssigned = (permission: Permission, guest: Guest) => {
    const assignment = byVmid.get(guest.vmid);
    return (
      assignment !== undefined &&
      holdsOn(assignment, guest) &&
      grants(assignment, permission)
    );
  };
  const ruleOf = (permission: Permission, guest: GuestRow) => {
    const isRow = guest.tags !== undefined || guest.pool !== undefined;
    const row = isRow ? guest : rows.get(guest.vmid);
    return (
      row &&
      rules.find((rule) => grants(rule, permission) && ruleCovers(rule, row))
    );
  };

  return {
    seesAll: false,
    allows: (permission, guest) =>
      isAssigned(permission, guest) || ruleOf(permission, guest) !== undefined,
    ruleFor: (permission, guest) =>
      isAssigned(permission, guest)
        ? null
        : (ruleOf(permission, guest)?.id ?? null),
    learn: async (permission, guests) => {
      const isDecided = guests?.every((guest) => isAssigned(permission, guest));
      // What no rule grants may still be forbidden instead of absent: that is for "view" to say.
      const hasRule = rules.some((rule) => grants(rule, "view"));
      if (isDecided || !hasRule) return;
      learnt ??= readRows().then(
        (all) => new Map(all.map((row) => [row.vmid, row])),
      );
      rows = await learnt;
    },
    target,
  };
}

function grants(
  right: Pick<Assignment, "can_view" | "can_console" | "can_power">,
  permission: Permission,
): boolean {
  return (
    permission !== "manage" && right.can_view && right[`can_${permission}`]
  );
}

/** A VMID names one guest of a cluster, wherever it runs; an assignment may hold only as long as it stays on one node. */
function holdsOn({ node }: Assignment, guest: Guest): boolean {
  return node === null || node === guest.node;
}

/** A guest that is not assigned to somebody is as absent as a server that is not theirs. */
export function requirePermission(
  server: OperatorServer,
  permission: Permission,
  guest: Guest,
): void {
  if (server.allows(permission, guest)) return;
  if (!server.allows("view", guest)) throw refusal("not_found");
  throw new AppError(
    "forbidden",
    `You may see guest ${guest.vmid} of ${operatorServerName}, but not do this to it: ask an administrator`,
  );
}
