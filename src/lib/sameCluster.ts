import type { Server } from "@/lib/types.ts";

type Registration = Pick<Server, "id" | "ca_certificate">;

/**
 * The other servers that are the same cluster: its own CA signs them, too, and they tell the same nodes. The CA alone says less: a company's
 * CA may sign many clusters. Whoever has not told its nodes yet is not counted.
 */
export function sameCluster<Other extends Registration>(
  server: Registration,
  nodes: readonly string[],
  others: readonly Other[],
  nodesOf: ReadonlyMap<string, readonly string[]>,
): Other[] {
  const authority = withoutSpace(server.ca_certificate);
  if (!authority) return [];
  return others.filter(
    (other) =>
      other.id !== server.id &&
      withoutSpace(other.ca_certificate) === authority &&
      nodesOf.get(other.id)?.some((node) => nodes.includes(node)),
  );
}

/** A PEM text may be wrapped in many ways. */
function withoutSpace(pem: string | null): string | undefined {
  return pem?.replace(/\s/g, "");
}
