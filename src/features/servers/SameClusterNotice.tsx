import { useProxmoxServers } from "@/hooks/useProxmoxServers.ts";
import { useServerNodes } from "@/hooks/useVms.ts";
import { displayText } from "@/lib/displayText.ts";
import type { Server } from "@/lib/types.ts";
import { sameCluster } from "@/lib/sameCluster.ts";
import { Notice } from "@/components/Notice.tsx";

interface SameClusterNoticeProps {
  server: Server;
  /** Its nodes, where they are known better than from the last listing. */
  nodes?: readonly string[];
}

/** One cluster that is registered twice is said, not refused: two tokens with different rights may be what somebody wants. */
export function SameClusterNotice({ server, nodes }: SameClusterNoticeProps) {
  const { data } = useProxmoxServers();
  const nodesOf = useServerNodes();
  const others = sameCluster(
    server,
    nodes ?? nodesOf.get(server.id) ?? [],
    data?.servers ?? [],
    nodesOf,
  );
  if (others.length === 0) return null;

  return (
    <Notice tone="warning">
      <p>
        This is the same cluster as{" "}
        {others.map(({ name }) => displayText(name)).join(", ")}, so its guests
        are listed more than once. One registration covers all nodes; delete
        what you do not need.
      </p>
    </Notice>
  );
}
