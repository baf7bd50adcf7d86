import { useMemo } from "react";
import { StatusDot, type StatusTone } from "@/components/StatusDot.tsx";
import { TextLink } from "@/components/TextLink.tsx";
import { counted } from "@/lib/counted.ts";
import { displayText } from "@/lib/displayText.ts";
import type { Fleet } from "@/lib/fleet.ts";
import { formatBytes, formatCores, formatUptime } from "@/lib/format.ts";
import { nodeRows, share, type NodeRow, type Usage } from "@/lib/inventory.ts";
import { nodeGuestsPath } from "@/lib/listPaths.ts";
import { InventoryList } from "./InventoryList.tsx";
import type { Column } from "./InventoryTable.tsx";
import { OriginLine } from "./OriginLine.tsx";
import { UsageCell } from "./UsageCell.tsx";

interface NodeListProps {
  fleet: Fleet;
  /** Keys of the servers whose data is the past. */
  past: ReadonlySet<string>;
}

/** The machines of all servers: how they are, how busy, and the way to their guests. */
export function NodeList({ fleet, past }: NodeListProps) {
  const { servers } = fleet;
  const rows = useMemo(
    () => servers.flatMap((server) => nodeRows(server, past.has(server.key))),
    [servers, past],
  );
  return (
    <InventoryList
      fleet={fleet}
      noun="node"
      rows={rows}
      columns={columns}
      textOf={textOf}
      privilege="Sys.Audit"
      gridClassName="grid-cols-3 lg:grid-cols-[minmax(0,1.2fr)_minmax(0,1.2fr)_minmax(0,1fr)_minmax(0,1.3fr)_minmax(0,1.3fr)_7.5rem_6rem]"
    />
  );
}

function textOf({ node, serverName, status }: NodeRow): string {
  return `${node} ${serverName} ${status}`;
}

const bytesText = ({ used, total }: Usage) =>
  `${formatBytes(used)} of ${formatBytes(total)}`;
const coresText = ({ used, total }: Usage) =>
  `${formatCores(used)} of ${formatCores(total)} cores`;

const columns: readonly [Column<NodeRow>, ...Column<NodeRow>[]] = [
  {
    id: "server",
    label: "Server",
    value: ({ serverName, node }) => `${serverName} ${node}`,
    cell: (row) => <OriginLine row={row} />,
    className:
      "max-lg:order-3 max-lg:col-span-2 max-lg:pl-4 max-lg:text-xs max-lg:text-muted-foreground",
  },
  {
    id: "node",
    label: "Node",
    value: ({ node }) => node,
    cell: (row) => (
      <span className="flex items-center gap-2 font-medium">
        <StatusDot tone={row.isPast ? "neutral" : tones[row.status]} />
        <span className="truncate" title={displayText(row.node)}>
          {displayText(row.node)}
        </span>
      </span>
    ),
    className: "max-lg:order-1 max-lg:col-span-2",
  },
  {
    id: "cpu",
    label: "CPU",
    value: ({ cpu }) => cpu && share(cpu),
    isMeasured: true,
    cell: ({ cpu, isPast }) => (
      <UsageCell label="CPU" usage={cpu} isPast={isPast} text={coresText} />
    ),
    className: "max-lg:order-5",
  },
  {
    id: "memory",
    label: "Memory",
    value: ({ memory }) => memory && share(memory),
    isMeasured: true,
    cell: ({ memory, isPast }) => (
      <UsageCell
        label="Memory"
        usage={memory}
        isPast={isPast}
        text={bytesText}
      />
    ),
    className: "max-lg:order-6",
  },
  {
    id: "disk",
    label: "System disk",
    value: ({ disk }) => disk && share(disk),
    isMeasured: true,
    cell: ({ disk, isPast }) => (
      <UsageCell label="Disk" usage={disk} isPast={isPast} text={bytesText} />
    ),
    className: "max-lg:order-7",
  },
  {
    id: "uptime",
    label: "Uptime",
    value: ({ uptime }) => uptime,
    isMeasured: true,
    cell: (row) => stateText(row),
    className: "max-lg:order-2 max-lg:text-right text-xs tabular-nums",
  },
  {
    id: "guests",
    label: "Guests",
    value: ({ guests }) => guests,
    isMeasured: true,
    cell: (row) => <GuestsCell row={row} />,
    className:
      "max-lg:order-4 overflow-visible text-right text-xs tabular-nums",
  },
];

function GuestsCell({ row }: { row: NodeRow }) {
  const { guests, runningGuests, isPast, status, node } = row;
  if (guests === 0) return <span className="text-muted-foreground">none</span>;
  return (
    <TextLink
      to={nodeGuestsPath(row)}
      aria-label={`Guests of ${displayText(node)}`}
      title="Show its guests"
    >
      {/* What runs on a machine that nobody reaches is not known. */}
      {isPast || status !== "online"
        ? counted(guests, "guest")
        : `${String(runningGuests)} of ${String(guests)} on`}
    </TextLink>
  );
}

const tones: Record<NodeRow["status"], StatusTone> = {
  online: "good",
  offline: "bad",
  unknown: "warning",
};

function stateText({ status, uptime, isPast }: NodeRow): string {
  const state = {
    online: "online",
    offline: "offline",
    unknown: "not reporting",
  }[status];
  if (isPast) return `was ${state}`;
  if (status !== "online") return state;
  return uptime === undefined ? "online" : `up ${formatUptime(uptime)}`;
}
