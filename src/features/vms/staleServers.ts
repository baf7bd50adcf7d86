import { serverHealth, type FleetServer } from "@/lib/fleet.ts";

/** Keys of the servers that do not answer. With `isPast` nothing can be read at present, and so of none it is known how it is now. */
export function staleServers(
  servers: readonly FleetServer[],
  isPast: boolean,
): ReadonlySet<string> {
  return new Set(
    servers
      .filter((server) => isPast || serverHealth(server) === "down")
      .map(({ key }) => key),
  );
}
