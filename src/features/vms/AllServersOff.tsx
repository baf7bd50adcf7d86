import { ServerOffIcon } from "lucide-react";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Link } from "@/components/Link.tsx";
import { Button } from "@/components/ui/button.tsx";
import { paths } from "@/lib/paths.ts";
import type { Server } from "@/lib/types.ts";

/** For who has servers, none of which is asked. */
export default function AllServersOff({
  servers,
}: {
  servers: readonly Server[];
}) {
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
      {servers.some(({ deactivated_at }) => deactivated_at === null)
        ? "Activate one, and its guests appear here."
        : "An administrator of this Muster has done that, and can lift it."}
    </EmptyState>
  );
}
