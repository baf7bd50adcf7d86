import { useMemo } from "react";
import { useProxmoxServers } from "@/hooks/useProxmoxServers.ts";
import { useFleetUpkeep, useRefreshFleet, useVms } from "@/hooks/useVms.ts";
import { clusterTwins, noTwins, type ClusterTwins } from "@/lib/clusters.ts";
import { emptyFleet, type Fleet } from "@/lib/fleet.ts";
import { pastServers } from "@/lib/inventory.ts";
import { isPastIn, outageOf } from "@/lib/outage.ts";

/** The fleet as the dashboard has it, by the same request, and what a page has to know to tell the present from the past. */
export function useFleetPage() {
  const { data: fleet, error } = useVms();
  useFleetUpkeep();
  const { mutate: refresh, isPending: isRefreshing } = useRefreshFleet();
  const outage = outageOf(fleet, error);
  const isAllPast = isPastIn(outage);
  const past = useMemo(
    () => pastServers(fleet ?? emptyFleet, isAllPast),
    [fleet, isAllPast],
  );
  return { fleet, error, outage, isAllPast, past, refresh, isRefreshing };
}

/** Clusters that are registered more than once. Nothing waits for it: until the registrations are known, each server is its own. */
export function useClusterTwins({ servers }: Fleet): ClusterTwins {
  const { data } = useProxmoxServers();
  return useMemo(() => {
    if (!data) return noTwins;
    const nodesOf = new Map(
      servers.map(({ key, nodes }) => [key, nodes.map(({ node }) => node)]),
    );
    return clusterTwins(data.servers, nodesOf);
  }, [data, servers]);
}
