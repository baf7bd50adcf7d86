import { Suspense, lazy } from "react";
import { offlineNodes, serverHealth, type FleetServer } from "@/lib/fleet.ts";

const FleetProblemLines = lazy(() => import("./FleetProblemLines.tsx"));

interface FleetProblemsProps {
  servers: readonly FleetServer[];
  isFolded: boolean;
}

/** Servers that do not answer, and nodes that are away from theirs. Mostly there are none, so their words come when they are needed. */
export function FleetProblems({ servers, isFolded }: FleetProblemsProps) {
  const isWell = servers.every(
    (server) =>
      serverHealth(server) !== "down" && offlineNodes(server).length === 0,
  );
  return isWell ? null : (
    <Suspense>
      <FleetProblemLines servers={servers} isFolded={isFolded} />
    </Suspense>
  );
}
