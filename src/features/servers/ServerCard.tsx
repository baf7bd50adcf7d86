import {
  PencilIcon,
  PlugZapIcon,
  ShieldAlertIcon,
  ShieldOffIcon,
  Trash2Icon,
  XIcon,
} from "lucide-react";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { RelativeTime } from "@/components/RelativeTime.tsx";
import { StatusDot } from "@/components/StatusDot.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useTestServer } from "@/hooks/useServerChanges.ts";
import { displayText } from "@/lib/displayText.ts";
import { serverNotice } from "@/lib/serverNotices.ts";
import { hostWithPort, type ErrorCode, type Server } from "@/lib/types.ts";
import { cn } from "@/lib/utils.ts";
import { ConnectionReport } from "./ConnectionReport.tsx";
import { DeactivatedNotice } from "./DeactivatedNotice.tsx";
import { SameClusterNotice } from "./SameClusterNotice.tsx";
import { insecureReason, serverStatus } from "@/lib/serverStatus.ts";
import { TokenEndNotice } from "./TokenEndNotice.tsx";
import { TrustBadge } from "@/components/TrustBadge.tsx";

interface ServerCardProps {
  server: Server;
  onEdit: (server: Server) => void;
  onRemove: (server: Server) => void;
  onCheckCertificate: (server: Server) => void;
}

export function ServerCard({
  server,
  onEdit,
  onRemove,
  onCheckCertificate,
}: ServerCardProps) {
  const test = useTestServer();
  const { tone, label } = serverStatus(server);
  const name = displayText(server.name);
  const isDeactivated = server.deactivated_at !== null;

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
          <p className="truncate pl-4 text-xs text-muted-foreground">
            <span className="font-mono">
              {hostWithPort(server.host, server.port)}
            </span>
            {server.cluster_name !== null && (
              <span> · cluster {displayText(server.cluster_name)}</span>
            )}
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
            disabled={test.isPending || isDeactivated}
            title={isDeactivated ? deactivatedHint : undefined}
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
            disabled={isDeactivated}
            title={isDeactivated ? deactivatedHint : undefined}
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
      <CardNotices
        server={server}
        onCheckCertificate={() => {
          onCheckCertificate(server);
        }}
      />
      {(test.data ?? test.error) && (
        <div className="flex items-start gap-2 border-t p-4">
          <div role="status" className="min-w-0 flex-1">
            {test.data && (
              <ConnectionReport test={test.data} tokenId={server.token_id} />
            )}
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

const deactivatedHint = "An administrator has switched this server off";

interface CardNoticesProps {
  server: Server;
  onCheckCertificate: () => void;
}

/** What must not be overlooked: that an administrator has switched it off, that it was stopped because of its certificate, that nothing is verified, that it is here twice. */
function CardNotices({ server, onCheckCertificate }: CardNoticesProps) {
  const { trust_mode, last_error_code, is_active } = server;
  const isInsecure = trust_mode === "insecure";
  const isStopped =
    is_active && last_error_code !== null && asksForALook(last_error_code);

  return (
    <div className="space-y-2 px-4 pb-4 empty:hidden">
      <DeactivatedNotice server={server} />
      {(isStopped || isInsecure) && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md border border-destructive/40 bg-destructive/10 p-2.5 text-sm">
          <p className="flex min-w-0 flex-[1_1_18rem] gap-2">
            {isStopped ? (
              <ShieldAlertIcon
                aria-hidden
                className="mt-0.5 size-4 shrink-0 text-destructive"
              />
            ) : (
              <ShieldOffIcon
                aria-hidden
                className="mt-0.5 size-4 shrink-0 text-destructive"
              />
            )}
            <span>
              {isStopped ? stopWords(last_error_code) : insecureReason}
            </span>
          </p>
          <Button
            size="sm"
            variant="outline"
            aria-label={`Check the certificate of ${displayText(server.name)}`}
            onClick={onCheckCertificate}
          >
            Check certificate
          </Button>
        </div>
      )}
      {is_active && (
        <TokenEndNotice
          expiresAt={server.token_expires_at}
          tokenId={server.token_id}
        />
      )}
      <SameClusterNotice server={server} />
    </div>
  );
}

function asksForALook(code: ErrorCode): boolean {
  return serverNotice(code).waysOut.includes("certificate");
}

function stopWords(code: ErrorCode): string {
  return code === "tls_changed"
    ? "Its certificate has changed. Nothing is sent to it until you have compared old and new."
    : `${serverNotice(code).title}: nothing is sent to it until that is settled.`;
}
