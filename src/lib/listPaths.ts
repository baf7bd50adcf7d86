import { paths } from "@/lib/paths.ts";

type ListParameter = "q" | "server" | "status" | "sort";

function listPath(
  path: string,
  values: Partial<Record<ListParameter, string | undefined>>,
): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value) params.set(name, value);
  }
  const query = params.toString();
  return query ? `${path}?${query}` : path;
}

interface ListView {
  /** Key of a server: names repeat. */
  server?: string;
  search?: string;
}

interface GuestListView extends ListView {
  status?: "running" | "stopped" | "paused" | "unknown" | "templates";
}

/** The list of guests, narrowed down; `search` is in its own language. */
export function guestListPath({
  server,
  search,
  status,
}: GuestListView = {}): string {
  return listPath(paths.dashboard, { q: search, server, status });
}

/** The guests of one node. */
export function nodeGuestsPath(row: {
  serverKey: string;
  node: string;
}): string {
  return guestListPath({ server: row.serverKey, search: `node:${row.node}` });
}

/** What there is to see of a node: its guests, or itself where it has none. */
export function nodePath(row: {
  serverKey: string;
  node: string;
  guests: number;
}): string {
  return row.guests > 0
    ? nodeGuestsPath(row)
    : nodesPath({ server: row.serverKey, search: row.node });
}

/** One storage in its list: the same name stands on each node, unless they share it. */
export function storagePath(row: {
  serverKey: string;
  storage: string;
  isShared: boolean;
  nodes: readonly string[];
}): string {
  const { serverKey, storage, isShared, nodes } = row;
  const search = isShared ? storage : [storage, ...nodes].join(" ");
  return storagesPath({ server: serverKey, search });
}

interface SortedView extends ListView {
  sort?: string;
}

export function nodesPath({ server, search, sort }: SortedView = {}): string {
  return listPath(paths.nodes, { q: search, server, sort });
}

export function storagesPath({
  server,
  search,
  sort,
}: SortedView = {}): string {
  return listPath(paths.storages, { q: search, server, sort });
}
