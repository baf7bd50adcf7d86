import { serverHealth, type Fleet } from "@/lib/fleet.ts";
import { countByStatus } from "./vmFilter.ts";

interface FleetSummaryProps {
  fleet: Fleet;
}

/** The whole fleet in a line, whatever the list below is filtered by. */
export function FleetSummary({ fleet }: FleetSummaryProps) {
  const { all, running } = countByStatus(fleet.vms);
  const down = fleet.servers.filter(
    (server) => serverHealth(server) === "down",
  ).length;
  const count = fleet.servers.length;

  return (
    <>
      {running.toLocaleString("en")} of {all.toLocaleString("en")} guests
      running
      {down === 0
        ? `, on ${count} ${count === 1 ? "server" : "servers"}`
        : `; ${count - down} of ${count} servers answer`}
    </>
  );
}
