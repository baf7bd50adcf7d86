import { PencilIcon, PlugZapIcon, Trash2Icon, XIcon } from "lucide-react";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { RelativeTime } from "@/components/RelativeTime.tsx";
import { StatusDot } from "@/components/StatusDot.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useTestServer } from "@/hooks/useProxmoxServers.ts";
import { displayText } from "@/lib/displayText.ts";
import { hostWithPort, type Server } from "@/lib/types.ts";
import { cn } from "@/lib/utils.ts";
import { ConnectionReport } from "./ConnectionReport.tsx";
import { serverStatus } from "./serverStatus.ts";
import { TrustBadge } from "./TrustBadge.tsx";

interface ServerCardProps {
  server: Server;
  onEdit: (server: Server) => void;
  onRemove: (server: Server) => void;
}

export function ServerCard({ server, onEdit, onRemove }: ServerCardProps) {
  const test = useTestServer();
  const { tone, label } = serverStatus(server);
  const name = displayText(server.name);

  return (
    <li className="rounded-lg border bg-card shadow-xs">
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3 p-4">
        <div className="min-w-0 flex-[1_1_16rem]">
          <h2 className="flex items-center gap-2 font-medium">
            <StatusDot tone={test.isPending ? "busy" : tone} />
            <span className="truncate" title={name}>
              {name}
            </span>
            <TrustBadge mode={server.trust_mode} />
          </h2>
          <p className="truncate pl-4 font-mono text-xs text-muted-foreground">
            {hostWithPort(server.host, server.port)}
          </p>
        </div>
        <dl className="flex flex-[1_1_20rem] flex-wrap items-center gap-x-6 gap-y-2 text-xs [&_dt]:text-muted-foreground">
          <div className="min-w-32">
            <dt>Status</dt>
            <dd className={cn(tone === "bad" && "text-destructive")}>
              {label}
            </dd>
          </div>
          <div className="min-w-28">
            <dt>Last connected</dt>
            <dd>
              {server.last_connected_at ? (
                <RelativeTime time={server.last_connected_at} />
              ) : (
                "never"
              )}
            </dd>
          </div>
          <div className="min-w-20">
            <dt>Proxmox VE</dt>
            <dd>
              {server.proxmox_version
                ? displayText(server.proxmox_version)
                : "–"}
            </dd>
          </div>
        </dl>
        <div className="flex items-center gap-1">
          <Button
            size="sm"
            variant="outline"
            aria-label={`Test ${name}`}
            disabled={test.isPending}
            onClick={() => {
              test.mutate({ id: server.id });
            }}
          >
            <PlugZapIcon aria-hidden />
            {test.isPending ? "Testing …" : "Test"}
          </Button>
          <Button
            size="sm"
            variant="outline"
            aria-label={`Edit ${name}`}
            onClick={() => {
              onEdit(server);
            }}
          >
            <PencilIcon aria-hidden />
            Edit
          </Button>
          <Button
            size="sm"
            variant="ghost"
            aria-label={`Delete ${name}`}
            onClick={() => {
              onRemove(server);
            }}
            className="text-destructive hover:text-destructive"
          >
            <Trash2Icon aria-hidden />
            Delete
          </Button>
        </div>
      </div>
      {(test.data ?? test.error) && (
        <div className="flex items-start gap-2 border-t p-4">
          <div role="status" className="min-w-0 flex-1">
            {test.data && <ConnectionReport test={test.data} />}
            {test.error && <ErrorNotice error={test.error} />}
          </div>
          <Button
            size="icon-sm"
            variant="ghost"
            aria-label="Close the result"
            onClick={() => {
              test.reset();
            }}
          >
            <XIcon aria-hidden />
          </Button>
        </div>
      )}
    </li>
  );
}
