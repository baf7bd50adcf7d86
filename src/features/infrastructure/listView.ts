/** What a list shows. It stands in the address, so that links can lead to it. */
export interface ListView {
  text: string;
  /** Key of a server; undefined means all. */
  server: string | undefined;
  /** The column to sort by; undefined is the list's own order. */
  sort: string | undefined;
  /** Undefined is the column's natural direction. */
  descending: boolean | undefined;
}

export function readListView(params: URLSearchParams): ListView {
  const order = params.get("order");
  return {
    text: params.get("q") ?? "",
    server: params.get("server") ?? undefined,
    sort: params.get("sort") ?? undefined,
    descending: order === "desc" ? true : order === "asc" ? false : undefined,
  };
}

export function writeListView({
  text,
  server,
  sort,
  descending,
}: ListView): URLSearchParams {
  const params = new URLSearchParams();
  if (text) params.set("q", text);
  if (server !== undefined) params.set("server", server);
  if (sort !== undefined) params.set("sort", sort);
  if (descending !== undefined)
    params.set("order", descending ? "desc" : "asc");
  return params;
}
