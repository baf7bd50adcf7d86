import { Suspense, lazy, useSyncExternalStore } from "react";
import { useSessionUser } from "@/hooks/useSession.ts";
import { readBulkMemory, subscribeToBulkMemory } from "@/lib/bulkMemory.ts";

const BulkDock = lazy(() => import("./BulkDock.tsx"));

/** Stands where a run of many guests is shown, on every page, and is empty until there is one. */
export function BulkDockOnDemand() {
  const { id } = useSessionUser();
  const hasRun = useSyncExternalStore(
    subscribeToBulkMemory,
    () => readBulkMemory(id) !== null,
  );
  return hasRun ? (
    <Suspense>
      <BulkDock />
    </Suspense>
  ) : null;
}
