import { MusterError } from "@/lib/errors.ts";
import { isOutOfReach, type Fleet } from "@/lib/fleet.ts";
import type { ErrorCode } from "@/lib/types.ts";

/** Where the way to the servers is cut: at this device, before Muster, or behind it. */
export type Outage = "device" | "muster" | "servers";

const cutsTheWay: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "unreachable",
  "timeout",
  "reset",
]);

/** What keeps everything away, if anything does. `error` is that of the newest sweep: only then is it known that Muster itself answers. */
export function outageOf(
  fleet: Fleet | undefined,
  error: Error | null,
): Outage | undefined {
  if (error instanceof MusterError && cutsTheWay.has(error.code)) {
    return error.wasOffline ? "device" : "muster";
  }
  return !error && fleet && isOutOfReach(fleet) ? "servers" : undefined;
}

/** Whether even of servers that have answered last it is not known how they are now. */
export function isPastIn(outage: Outage | undefined): boolean {
  return outage === "device" || outage === "muster";
}
