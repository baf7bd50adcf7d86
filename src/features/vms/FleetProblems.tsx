import { Suspense, lazy } from "react";
import { OfflineNodes } from "@/features/vms/OfflineNodes.tsx";
import { serverHealth, type FleetServer } from "@/lib/fleet.ts";

/** Its words come when they are needed: mostly, all servers answer. */
const ServerProblems = lazy(async () => {
  const { ServerProblems } = await import("./ServerProblems.tsx");
  return { default: ServerProblems };
});

interface FleetProblemsProps {
  servers: readonly FleetServer[];
  isFolded: boolean;
}

/** Servers that do not answer, and nodes that are away from theirs. */
export function FleetProblems({ servers, isFolded }: FleetProblemsProps) {
  const hasFailed = servers.some((server) => serverHealth(server) === "down");
  return (
    <>
      {hasFailed && (
        <Suspense>
          <ServerProblems servers={servers} isFolded={isFolded} />
        </Suspense>
      )}
      <OfflineNodes servers={servers} />
    </>
  );
}
