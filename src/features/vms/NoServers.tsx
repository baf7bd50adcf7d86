import { Suspense, lazy, type ReactNode } from "react";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { useProxmoxServers } from "@/hooks/useProxmoxServers.ts";
import { VmListSkeleton } from "./VmListSkeleton.tsx";

const AllServersOff = lazy(() => import("./AllServersOff.tsx"));

interface NoServersProps {
  /** For who has none yet; may be lazy. */
  firstSteps: ReactNode;
}

/** No server was asked: there is none yet, or all are switched off. */
export function NoServers({ firstSteps }: NoServersProps) {
  const { data, error, isPending } = useProxmoxServers();

  if (isPending) return <VmListSkeleton />;
  if (error) return <ErrorNotice error={error} />;
  return (
    <Suspense fallback={<VmListSkeleton />}>
      {data.servers.length > 0 ? (
        <AllServersOff servers={data.servers} />
      ) : (
        firstSteps
      )}
    </Suspense>
  );
}
