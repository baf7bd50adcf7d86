import { serverHealth, type Fleet } from "@/lib/fleet.ts";
import { countByStatus } from "./vmFilter.ts";

interface FleetSummaryProps {
  fleet: Fleet;
  /** Nothing can be read at present: what ran may run no more. */
  isPast?: boolean;
}

/** The whole fleet in a line, whatever the list below is filtered by. */
export function FleetSummary({ fleet, isPast = false }: FleetSummaryProps) {
  const { all, running, unknown } = countByStatus(fleet.vms);
  if (isPast) return <>{all.toLocaleString("en")} guests, state unknown</>;

  const downServers = fleet.servers.filter(
    (server) => serverHealth(server) === "down",
  );
  // What ran on a server that has fallen silent may run no more.
  const lost = countByStatus(downServers.flatMap(({ vms }) => vms));
  const unknownNow = unknown - lost.unknown + lost.all;
  const down = downServers.length;
  const count = fleet.servers.length;

  return (
    <>
      {(running - lost.running).toLocaleString("en")} of{" "}
      {all.toLocaleString("en")} guests running
      {unknownNow > 0 && `, ${unknownNow.toLocaleString("en")} unknown`}
      {down === 0
        ? `, on ${count} ${count === 1 ? "server" : "servers"}`
        : `; ${count - down} of ${count} servers answer`}
    </>
  );
}
