import { counted } from "@/lib/counted.ts";
import type { LeftOut } from "./fleetTotals.ts";

/** What the totals do not hold, a clause each; none if they hold everything. */
export function leftOutWords({
  guests,
  nodes,
  offlineNodes,
  untoldNodes,
  silentStorages,
}: LeftOut): string[] {
  return [
    nodes > 0 && `${counted(nodes, "node")} of servers that do not answer`,
    guests > 0 && `the state of ${counted(guests, "guest")} there`,
    offlineNodes > 0 &&
      `${counted(offlineNodes, "node")} that ${offlineNodes === 1 ? "is" : "are"} offline or not reporting`,
    untoldNodes > 0 &&
      `${counted(untoldNodes, "node")} whose usage the token may not see`,
    silentStorages > 0 &&
      `${counted(silentStorages, "storage")} that ${silentStorages === 1 ? "does" : "do"} not report`,
  ].filter((clause) => clause !== false);
}
