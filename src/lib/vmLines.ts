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
const vmLineSchema = z.discriminatedUnion("type", [
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

type VmLine = z.output<typeof vmLineSchema>;
type ServerLine = Extract<VmLine, { type: "server" }>;

/** What a server has told. */
export interface ServerRows {
  vms: readonly Vm[];
  nodes: readonly ProxmoxNode[];
  storages: readonly Storage[];
  /** All of it in the words in which it came, to know them again by; undefined where they are not kept. */
  told?: string | undefined;
}

export type ReadLine =
  | Exclude<VmLine, ServerLine>
  | (Omit<ServerLine, keyof ServerRows> & ServerRows);

/** In a text, a quote has a backslash before it: what a server names something cannot look like this. */
const rowsStart = ',"vms":[';

const headSchema = z.extend(serverOutcomeSchema, { type: z.literal("server") });

/**
 * Reads a line. Whose rows come in the very words of the last time, which `known` has, gets the rows of that time, unread: most of what a
 * server with nothing new costs is to read it. Throws what zod throws where the line is not understood.
 */
export function readVmLine(
  text: string,
  known: (serverId: string | null) => ServerRows | undefined,
): ReadLine {
  const rowsAt = text.indexOf(rowsStart);
  const told = rowsAt === -1 ? undefined : text.slice(rowsAt);
  if (told !== undefined) {
    const head = z.safeParse(
      headSchema,
      parseJson(`${text.slice(0, rowsAt)}}`),
    );
    const before = head.success ? known(head.data.serverId) : undefined;
    if (head.success && before?.told === told) {
      const { vms, nodes, storages } = before;
      return { ...head.data, vms, nodes, storages, told };
    }
  }
  const line = z.parse(vmLineSchema, parseJson(text));
  return line.type === "server"
    ? { ...line, told: line.ok ? told : undefined }
    : line;
}

/** Undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

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
