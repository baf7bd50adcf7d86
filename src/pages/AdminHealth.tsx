import { QueryContent } from "@/components/QueryContent.tsx";
import { HealthReport } from "@/features/admin/HealthReport.tsx";
import { useHealth } from "@/hooks/useAdministration.ts";

/** How this installation does, for who has to keep it so. */
export default function AdminHealth() {
  return (
    <QueryContent
      query={useHealth()}
      what="the health of this installation"
      skeletonClassName="h-96 rounded-lg"
    >
      {(health) => <HealthReport health={health} />}
    </QueryContent>
  );
}
