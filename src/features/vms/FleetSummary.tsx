import { useMemo } from "react";
import { serverHealth, type Fleet } from "@/lib/fleet.ts";
import { formatCount } from "@/lib/format.ts";
import { staleServers } from "./staleServers.ts";
import { useStableSet } from "./useStableSet.ts";
import { countByStatus } from "./vmFilter.ts";

interface FleetSummaryProps {
  fleet: Fleet;
  /** Nothing can be read at present: what ran may run no more. */
  isPast?: boolean;
}

/** The whole fleet in a line, whatever the list below is filtered by. */
export function FleetSummary({ fleet, isPast = false }: FleetSummaryProps) {
  const { vms } = fleet;
  const stale = useStableSet(staleServers(fleet.servers, isPast));
  const { all, running, unknown } = useMemo(
    () => countByStatus(vms, { stale }),
    [vms, stale],
  );
  if (isPast) return <>{formatCount(all)} guests, state unknown</>;

  const count = fleet.servers.length;
  const down = fleet.servers.filter(
    (server) => serverHealth(server) === "down",
  ).length;

  return (
    <>
      {formatCount(running)} of {formatCount(all)} guests running
      {unknown > 0 && `, ${formatCount(unknown)} unknown`}
      {down === 0
        ? `, on ${count} ${count === 1 ? "server" : "servers"}`
        : `; ${count - down} of ${count} servers answer`}
    </>
  );
}
