import * as z from "zod/mini";
import {
  AppError,
  type ErrorCode,
  type Failure,
} from "../_shared/contract/errors.ts";
import {
  serverOutcomeSchema,
  vmListSchema,
  type ProxmoxNode,
  type Storage,
  type Vm,
  type VmList,
  type VmListLine,
} from "../_shared/contract/vms.ts";
import { connect } from "../_shared/proxmox/client.ts";
import { readResources, type Resources } from "../_shared/proxmox/resources.ts";
import type { Source } from "../_shared/sources.ts";

export const deadlineMs = 8_000;

export type ServerLine = Extract<VmListLine, { type: "server" }>;

/**
 * readResources has checked every row, and the contract lets all fields of a row through: to parse 10,000 of them again would cost a third of
 * what the whole listing may cost.
 */
const checkedRows = z.custom<unknown[]>(Array.isArray);
const rows = {
  vms: checkedRows,
  nodes: checkedRows,
  storages: checkedRows,
};
export const documentSchema = z.object({
  servers: z.array(serverOutcomeSchema),
  notAsked: vmListSchema.shape.notAsked,
  ...rows,
});
export const lineSchema = z.discriminatedUnion("type", [
  z.extend(serverOutcomeSchema, { type: z.literal("server"), ...rows }),
  z.object({
    type: z.literal("end"),
    notAsked: vmListSchema.shape.notAsked,
  }),
]);

/** Asks one server and never fails: what went wrong is its outcome. */
export async function askServer(
  source: Source,
  signal: AbortSignal,
  log: (error: unknown) => void,
): Promise<ServerLine> {
  const { serverId, serverName } = source;
  const origin = { serverId, serverName };
  const startedAt = performance.now();
  const outcome = () => ({
    type: "server" as const,
    ...origin,
    fetchedAt: new Date().toISOString(),
    latencyMs: Math.round(performance.now() - startedAt),
  });

  try {
    const { vms, nodes, storages } = visible(
      await readResources(connect(source.target()), signal),
      source,
    );
    return {
      ...outcome(),
      ok: true,
      vms: from<Vm>(origin, vms),
      nodes: from<ProxmoxNode>(origin, nodes),
      storages: from<Storage>(origin, storages),
    };
  } catch (error) {
    return {
      ...outcome(),
      ok: false,
      error: asFailure(error, serverName, signal, log),
      vms: [],
      nodes: [],
      storages: [],
    };
  }
}

/** Whoever sees only some guests sees nothing of what they stand on, and is told what they may do with each. */
function visible(
  resources: Resources,
  { sees, rightsTo }: Pick<Source, "sees" | "rightsTo">,
): Resources {
  if (!sees || !rightsTo) return resources;
  return {
    vms: resources.vms
      .filter((vm) => sees(vm as Vm))
      .map((vm) => Object.assign(vm, rightsTo(vm as Vm))),
    nodes: [],
    storages: [],
  };
}

type Origin = Pick<Vm, "serverId" | "serverName">;

/** Written over the rows: a server that claims to be another one is not believed. */
function from<Row extends Origin>(origin: Origin, rows: object[]): Row[] {
  // Omit, which takes the origin off a row's type, forgets the names of the other fields: the type is put back as it was.
  return rows.map((row) => Object.assign(row, origin) as Row);
}

const concernsOperator: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "config_error",
  "decrypt_failed",
]);

function asFailure(
  error: unknown,
  serverName: string,
  signal: AbortSignal,
  log: (error: unknown) => void,
): Failure {
  if (error instanceof AppError) {
    // What only the operator can mend has to be where the operator looks.
    if (concernsOperator.has(error.code)) log(error);
    return error.toFailure();
  }
  if (signal.aborted)
    return new AppError(
      "timeout",
      `"${serverName}" gave no answer within ${deadlineMs / 1000} s`,
    ).toFailure();
  log(error);
  return new AppError(
    "internal",
    `"${serverName}" could not be listed: something went wrong on our side`,
  ).toFailure();
}

/** The same as one document. */
export function toDocument(lines: readonly ServerLine[]): VmList {
  return {
    // documentSchema leaves the outcome of each.
    servers: [...lines],
    vms: lines.flatMap(({ vms }) => vms),
    nodes: lines.flatMap(({ nodes }) => nodes),
    storages: lines.flatMap(({ storages }) => storages),
  };
}
