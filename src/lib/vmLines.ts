import * as z from "zod/mini";
import {
  serverOutcomeSchema,
  vmListSchema,
  type ProxmoxNode,
  type Storage,
  type Vm,
} from "@contract/vms.ts";

/**
 * The lines of the listing, as far as the page has to be sure of them: each row's place. The function has mended every field of it; to look
 * at 10,000 rows field by field, and to copy them for it, is most of what a refresh would cost.
 */
export const vmLineSchema = z.discriminatedUnion("type", [
  z.extend(serverOutcomeSchema, {
    type: z.literal("server"),
    vms: rows<Vm>(
      (row) =>
        (row["type"] === "qemu" || row["type"] === "lxc") &&
        typeof row["vmid"] === "number",
    ),
    nodes: rows<ProxmoxNode>(),
    storages: rows<Storage>((row) => typeof row["storage"] === "string"),
  }),
  z.object({
    type: z.literal("end"),
    notAsked: vmListSchema.shape.notAsked,
  }),
]);

type Fields = Record<string, unknown>;

function rows<Row>(isRow: (row: Fields) => boolean = () => true) {
  return z.custom<Row[]>(
    (value) =>
      Array.isArray(value) &&
      value.every((row) => isFromServer(row) && isRow(row)),
  );
}

function isFromServer(row: unknown): row is Fields {
  if (typeof row !== "object" || row === null) return false;
  const { id, node, status, serverId, serverName } = row as Fields;
  return (
    typeof id === "string" &&
    typeof node === "string" &&
    typeof status === "string" &&
    typeof serverName === "string" &&
    (typeof serverId === "string" || serverId === null)
  );
}
