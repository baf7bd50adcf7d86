import { Suspense, type ReactNode } from "react";
import { ServerOffIcon } from "lucide-react";
import { EmptyState } from "@/components/EmptyState.tsx";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { Link } from "@/components/Link.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useProxmoxServers } from "@/hooks/useProxmoxServers.ts";
import { paths } from "@/lib/paths.ts";
import { VmListSkeleton } from "./VmListSkeleton.tsx";

interface NoServersProps {
  /** For who has none yet; may be lazy. */
  firstSteps: ReactNode;
}

/** No server was asked: there is none yet, or all are switched off. */
export function NoServers({ firstSteps }: NoServersProps) {
  const { data, error, isPending } = useProxmoxServers();

  if (isPending) return <VmListSkeleton />;
  if (error) return <ErrorNotice error={error} />;
  if (data.servers.length > 0) {
    return (
      <EmptyState
        icon={ServerOffIcon}
        title="All your servers are switched off"
        action={
          <Button asChild>
            <Link to={paths.servers}>Go to the servers</Link>
          </Button>
        }
      >
        {data.servers.some(({ deactivated_at }) => deactivated_at === null)
          ? "Activate one, and its guests appear here."
          : "An administrator of this Muster has done that, and can lift it."}
      </EmptyState>
    );
  }
  return <Suspense fallback={<VmListSkeleton />}>{firstSteps}</Suspense>;
}
