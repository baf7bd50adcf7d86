/** What a call is done to, and with what. */
export interface Sample {
  /** Null: the operator's own server. */
  serverId: string | null;
  vmid: number;
  upid: string;
  /** A new connection that nobody has saved. */
  connection: { host: string; port: number; api_token: string };
}

/** Fields that a request need not have, but is without sense or another one without them; several: the endpoint is called with each. */
export const extras: Record<string, Record<string, unknown>[]> = {
  changeGuest: [{ description: "a note" }],
  changeServer: [{ name: "Renamed" }],
  listServers: [{ scope: "own" }, { scope: "all" }],
};

/** Values by the names of the fields. What is not here is guessed by its type. */
const values: Record<string, unknown> = {
  node: "pve1",
  type: "qemu",
  action: "reset",
  name: "Another",
  reason: "Because",
  storage: "local",
  target: "pve2",
  timeframe: "hour",
  snapname: "before",
};

let last = 0;

/** Undefined: no value is known by that name. */
export function valueOf(
  endpoint: string,
  field: string,
  { serverId, vmid, upid, connection }: Sample,
): unknown {
  switch (field) {
    case "id":
    case "serverId":
      return serverId ?? undefined;
    case "vmid":
      return vmid;
    case "upid":
      return upid;
    case "host":
    case "port":
    case "api_token":
      return connection[field];
    case "newid":
      last += 1;
      return 5000 + last;
    case "snapname":
      if (endpoint !== "createSnapshot") break;
      last += 1;
      return `made${String(last)}`;
  }
  return values[field];
}
