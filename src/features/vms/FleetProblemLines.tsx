import { OfflineNodes } from "@/features/vms/OfflineNodes.tsx";
import { ServerProblems } from "@/features/vms/ServerProblems.tsx";
import type { FleetServer } from "@/lib/fleet.ts";

interface FleetProblemLinesProps {
  servers: readonly FleetServer[];
  isFolded: boolean;
}

export default function FleetProblemLines({
  servers,
  isFolded,
}: FleetProblemLinesProps) {
  return (
    <>
      <ServerProblems servers={servers} isFolded={isFolded} />
      <OfflineNodes servers={servers} />
    </>
  );
}
