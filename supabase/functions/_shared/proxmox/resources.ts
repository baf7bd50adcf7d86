import * as z from "zod/mini";
import type { ProxmoxNode, Storage, Vm } from "../contract/vms.ts";
import type { ProxmoxClient } from "./client.ts";
import { invalidResponse } from "./failures.ts";
import { apiPath } from "./path.ts";

/** Rows of Proxmox VE without the server that they came from: the caller knows it. */
type WithoutServer<Row> = Omit<Row, "serverId" | "serverName">;

export interface Resources {
  vms: WithoutServer<Vm>[];
  nodes: WithoutServer<ProxmoxNode>[];
  storages: WithoutServer<Storage>[];
}

/** All guests, nodes and storages that the token may see, by one call. */
export async function readResources(
  client: ProxmoxClient,
  signal?: AbortSignal,
): Promise<Resources> {
  const data = await client.get(
    apiPath`/cluster/resources`,
    {},
    { schema: z.unknown(), signal },
  );
  if (data !== null && typeof data !== "object")
    throw invalidResponse(client.target);
  return sortRows(data === null ? [] : Object.values(data));
}

/** What is left of a row when it is mended. */
type Row = Record<string, string | number | boolean | undefined>;

/**
 * Sorts the rows by kind. A cluster has up to 10,000, so they are checked in place and without a schema. What is odd in a field costs the field
 * and not the row, what is odd in a row costs the row and not the list.
 */
export function sortRows(rows: unknown[]): Resources {
  const resources: Resources = { vms: [], nodes: [], storages: [] };
  for (const item of rows) {
    if (typeof item !== "object" || item === null) continue;
    const row = mended(item as Record<string, unknown>);
    row["type"] ??= String(row["id"]).split("/")[0];

    if (isGuest(row)) resources.vms.push(row);
    else if (isNode(row)) resources.nodes.push(row);
    else if (isStorage(row)) resources.storages.push(row);
  }
  return resources;
}

type FieldKind = "number" | "string";

const kindOfField = new Map<string, FieldKind>([
  ...fields(
    "number",
    "vmid template cpu maxcpu mem maxmem memhost disk maxdisk netin netout diskread diskwrite uptime shared",
  ),
  ...fields(
    "string",
    "id type node name status pool tags lock hastate level storage plugintype content",
  ),
]);

function fields(kind: FieldKind, names: string): [string, FieldKind][] {
  return names.split(" ").map((name) => [name, kind]);
}

/** Rows are flat. What is nested, or of another type than its field, is a fault of the server: it is converted, or it goes. */
function mended(row: Record<string, unknown>): Row {
  for (const field in row) {
    const value = row[field];
    const type = typeof value;
    const kind = kindOfField.get(field);
    if (kind === undefined ? type !== "object" : type === kind) continue;

    const number =
      kind === "number" && type === "string" && value !== ""
        ? Number(value)
        : NaN;
    if (Number.isFinite(number)) row[field] = number;
    else if (kind === "string" && type === "number") row[field] = String(value);
    else Reflect.deleteProperty(row, field);
  }
  return row as Row;
}

function isGuest(row: Row): row is Row & WithoutServer<Vm> {
  const { type, node } = row;
  if (type !== "qemu" && type !== "lxc") return false;
  const vmid = (row["vmid"] ??= Number(String(row["id"]).split("/")[1]));
  row["id"] ??= `${type}/${String(vmid)}`;
  row["status"] ??= "unknown";
  // Without a node it could neither be shown in its place nor be acted on.
  return Number.isInteger(vmid) && typeof node === "string" && node !== "";
}

function isNode(row: Row): row is Row & WithoutServer<ProxmoxNode> {
  if (row["type"] !== "node" || !row["node"]) return false;
  row["id"] ??= `node/${String(row["node"])}`;
  row["status"] ??= "unknown";
  return true;
}

function isStorage(row: Row): row is Row & WithoutServer<Storage> {
  if (row["type"] !== "storage" || !row["node"] || !row["storage"])
    return false;
  row["id"] ??= `storage/${String(row["node"])}/${String(row["storage"])}`;
  row["status"] ??= "unknown";
  return true;
}
