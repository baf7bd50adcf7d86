export interface TaskId {
  node: string;
  /** Seconds since 1970, by the node's clock. */
  starttime: number;
  type: string;
  /** A VMID, the name of a volume or a service, or nothing. */
  id: string;
  /** A token's tasks carry its whole id. */
  user: string;
}

/** What a UPID tells by itself: UPID:node:pid:pstart:starttime:type:id:user: */
export function readUpid(upid: string): TaskId {
  const [, node = "", , , starttime = "", type = "", id = "", user = ""] =
    upid.split(":");
  return {
    node,
    starttime: Number.parseInt(starttime, 16) || 0,
    type,
    id,
    user,
  };
}
