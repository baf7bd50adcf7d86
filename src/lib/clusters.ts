import { sameCluster } from "@/lib/sameCluster.ts";
import type { Server } from "@/lib/types.ts";

type Registration = Pick<Server, "id" | "ca_certificate">;

/** Key of a server -> key of the first registration of its cluster. Only for clusters that are registered more than once. */
export type ClusterTwins = ReadonlyMap<string, string>;

export const noTwins: ClusterTwins = new Map();

/** Finds the clusters that are registered more than once: what they have is not to be counted more than once. */
export function clusterTwins(
  registrations: readonly Registration[],
  nodesOf: ReadonlyMap<string, readonly string[]>,
): ClusterTwins {
  const twins = new Map<string, string>();
  for (const candidates of byAuthority(registrations)) {
    candidates.forEach((server, index) => {
      const [first] = sameCluster(
        server,
        nodesOf.get(server.id) ?? [],
        candidates.slice(0, index),
        nodesOf,
      );
      if (!first) return;
      const cluster = twins.get(first.id) ?? first.id;
      twins.set(first.id, cluster);
      twins.set(server.id, cluster);
    });
  }
  return twins;
}

/** Certificates are long, and each with each would be many: only those that agree in their heart are compared. */
function byAuthority(
  registrations: readonly Registration[],
): Iterable<Registration[]> {
  const groups = new Map<string, Registration[]>();
  for (const registration of registrations) {
    const { ca_certificate } = registration;
    if (!ca_certificate) continue;
    const authority = ca_certificate.replace(/\s/g, "");
    const group = groups.get(authority);
    if (group) group.push(registration);
    else groups.set(authority, [registration]);
  }
  return groups.values();
}
