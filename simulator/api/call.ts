import { privilegesOn, type Caller, type Privileges } from "../access.ts";
import type { Parameters } from "../schema/validate.ts";
import {
  guestAt,
  poolOf,
  type Cluster,
  type ClusterNode,
  type Guest,
  type GuestType,
} from "../state.ts";

/** One call of one method, authenticated, permitted and validated. */
export interface Call {
  cluster: Cluster;
  /** The node that was asked; `node` is the one the path names, where the work is done. */
  asked: ClusterNode;
  node: ClusterNode;
  caller: Caller;
  params: Parameters;
  extras: Extras;
}

/** What an answer may carry beside its data. */
export interface Extras {
  total?: number;
  changes?: string;
  /** Instead of JSON. */
  download?: { contentType: string; disposition: string; text: string };
}

export type Handler = (call: Call) => unknown;

export const text = (call: Call, name: string): string | undefined => {
  const value = call.params[name];
  return value === undefined ? undefined : String(value);
};

export const requiredText = (call: Call, name: string): string =>
  String(call.params[name]);

export const integer = (call: Call, name: string): number | undefined => {
  const value = call.params[name];
  return value === undefined ? undefined : Number(value);
};

export const flag = (call: Call, name: string): boolean =>
  call.params[name] === 1;

export const vmid = (call: Call): number => Number(call.params.vmid);

export const guestOf = (call: Call, type: GuestType): Guest =>
  guestAt(call.cluster, call.node.name, type, vmid(call));

/** What the caller may do on a path, with the pool a guest or storage is in taken into account. */
export function held(
  call: Pick<Call, "cluster" | "caller">,
  path: string,
): Privileges {
  return privilegesOn(
    call.cluster.access,
    call.caller,
    path,
    poolOfPath(call.cluster, path),
  );
}

function poolOfPath(cluster: Cluster, path: string): string | undefined {
  const [, kind, name = ""] = path.split("/");
  if (kind === "vms") return poolOf(cluster, Number(name));
  if (kind !== "storage" || name === "") return undefined;
  return [...cluster.pools.values()].find((pool) => pool.storages.has(name))
    ?.poolid;
}

export const may = (
  call: Pick<Call, "cluster" | "caller">,
  path: string,
  ...privileges: string[]
): boolean => {
  const present = held(call, path);
  return privileges.some((privilege) => privilege in present);
};
