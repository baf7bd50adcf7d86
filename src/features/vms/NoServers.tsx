import { PlusIcon, ServerIcon, ServerOffIcon } from "lucide-react";
import { Link } from "react-router-dom";
import { EmptyState } from "@/components/EmptyState.tsx";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useProxmoxServers } from "@/hooks/useProxmoxServers.ts";
import { paths } from "@/lib/paths.ts";
import { VmListSkeleton } from "./VmListSkeleton.tsx";

/** No server was asked: there is none yet, or all are switched off. */
export function NoServers() {
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
  return (
    <EmptyState
      icon={ServerIcon}
      title="No server yet"
      action={
        <Button asChild>
          <Link to={`${paths.servers}?add`}>
            <PlusIcon aria-hidden />
            Add a server
          </Link>
        </Button>
      }
    >
      Add a Proxmox VE node or cluster with an API token, and all its VMs and
      containers appear here.
    </EmptyState>
  );
}
