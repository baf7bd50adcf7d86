import { HistoryIcon } from "lucide-react";
import { Link } from "@/components/Link.tsx";
import { RelativeTime } from "@/components/RelativeTime.tsx";
import { StatusDot } from "@/components/StatusDot.tsx";
import { TextLink } from "@/components/TextLink.tsx";
import { TrustBadge } from "@/components/TrustBadge.tsx";
import { Button } from "@/components/ui/button.tsx";
import type { ServerRow } from "@/lib/administration.ts";
import { displayLine, displayText } from "@/lib/displayText.ts";
import { paths } from "@/lib/paths.ts";
import { ownerLabel } from "@/lib/personLabel.ts";
import { serverStatus } from "@/lib/serverStatus.ts";
import { hostWithPort } from "@/lib/types.ts";
import { cn } from "@/lib/utils.ts";
import type { Column } from "./AdminTable.tsx";

export const allServersGrid =
  "lg:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)_minmax(0,1.3fr)_8rem_5.5rem_7rem_9rem]";

export function allServersColumns(
  onSwitch: (server: ServerRow) => void,
): readonly Column<ServerRow>[] {
  return [
    {
      id: "server",
      label: "Server",
      isPlain: true,
      cell: (server) => <Name server={server} />,
      className: "max-lg:col-span-2",
    },
    {
      id: "owner",
      label: "Owner",
      cell: (server) => <Owner server={server} />,
    },
    {
      id: "state",
      label: "State",
      cell: (server) => <State server={server} />,
    },
    {
      id: "trust",
      label: "Certificate",
      cell: ({ trust_mode }) => <TrustBadge mode={trust_mode} />,
    },
    {
      id: "version",
      label: "Proxmox VE",
      cell: ({ proxmox_version }) =>
        proxmox_version ? displayText(proxmox_version) : "–",
      className: "truncate text-xs",
    },
    {
      id: "connected",
      label: "Last connected",
      cell: ({ last_connected_at }) =>
        last_connected_at ? <RelativeTime time={last_connected_at} /> : "never",
      className: "text-xs",
    },
    {
      id: "do",
      label: "Change",
      isPlain: true,
      isUnnamed: true,
      cell: (server) => <Actions server={server} onSwitch={onSwitch} />,
      className: "lg:text-right",
    },
  ];
}

function Name({ server }: { server: ServerRow }) {
  const name = displayText(server.name);
  return (
    <>
      <p className="flex items-center gap-2">
        <StatusDot tone={serverStatus(server).tone} />
        <span className="truncate font-medium" title={name}>
          {name}
        </span>
      </p>
      <p className="truncate pl-4 font-mono text-xs text-muted-foreground">
        {hostWithPort(server.host, server.port)}
      </p>
    </>
  );
}

function Owner({ server }: { server: ServerRow }) {
  const { user_id, owner_name, owner_email } = server;
  const label = ownerLabel(server);
  return (
    <>
      <TextLink
        to={`${paths.adminServers}?${new URLSearchParams({ owner: user_id })}`}
        aria-label={`Servers of ${label}`}
        title={label}
        className="block truncate"
      >
        {label}
      </TextLink>
      {owner_name && owner_email !== null && (
        <p
          className="truncate text-xs text-muted-foreground"
          title={displayText(owner_email)}
        >
          {displayText(owner_email)}
        </p>
      )}
    </>
  );
}

function State({ server }: { server: ServerRow }) {
  const { tone, label } = serverStatus(server);
  const { deactivated_at, deactivated_reason } = server;
  if (deactivated_at === null) {
    return (
      <span className={cn("text-xs", tone === "bad" && "text-destructive")}>
        {label}
      </span>
    );
  }
  const reason = displayLine(deactivated_reason ?? "");
  return (
    <div className="text-xs">
      Deactivated <RelativeTime time={deactivated_at} />
      <p
        className="line-clamp-2 break-words text-muted-foreground"
        title={reason}
      >
        {reason}
      </p>
    </div>
  );
}

interface ActionsProps {
  server: ServerRow;
  onSwitch: (server: ServerRow) => void;
}

function Actions({ server, onSwitch }: ActionsProps) {
  const name = displayText(server.name);
  const verb = server.deactivated_at === null ? "Deactivate" : "Reactivate";
  const activity = new URLSearchParams({ everybody: "yes", server: server.id });
  return (
    <div className="flex gap-1 lg:justify-end">
      <Button size="icon-sm" variant="ghost" asChild>
        <Link
          to={`${paths.activity}?${activity}`}
          aria-label={`Activity of ${name}`}
          title="What was done with it"
        >
          <HistoryIcon aria-hidden />
        </Link>
      </Button>
      <Button
        size="sm"
        variant="ghost"
        aria-label={`${verb} ${name}`}
        onClick={() => {
          onSwitch(server);
        }}
      >
        {verb}
      </Button>
    </div>
  );
}
