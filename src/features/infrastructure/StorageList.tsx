import { useMemo } from "react";
import { StatusDot, type StatusTone } from "@/components/StatusDot.tsx";
import { displayText } from "@/lib/displayText.ts";
import type { Fleet } from "@/lib/fleet.ts";
import { formatBytes } from "@/lib/format.ts";
import {
  share,
  storageRows,
  type StorageRow,
  type Usage,
} from "@/lib/inventory.ts";
import { InventoryList } from "./InventoryList.tsx";
import type { Column } from "./InventoryTable.tsx";
import { OriginLine } from "./OriginLine.tsx";
import { UsageCell } from "./UsageCell.tsx";

interface StorageListProps {
  fleet: Fleet;
  /** Keys of the servers whose data is the past. */
  past: ReadonlySet<string>;
}

/** The storages of all servers; one that nodes share is one. */
export function StorageList({ fleet, past }: StorageListProps) {
  const { servers } = fleet;
  const rows = useMemo(
    () =>
      servers.flatMap((server) => storageRows(server, past.has(server.key))),
    [servers, past],
  );
  return (
    <InventoryList
      fleet={fleet}
      noun="storage"
      rows={rows}
      columns={columns}
      textOf={textOf}
      privilege="Datastore.Audit"
      gridClassName="grid-cols-3 lg:grid-cols-[minmax(0,1.1fr)_minmax(0,1.1fr)_minmax(0,1fr)_5.5rem_minmax(0,1.4fr)_minmax(0,1.4fr)]"
    />
  );
}

function textOf(row: StorageRow): string {
  return [
    row.storage,
    row.serverName,
    ...row.nodes,
    row.type,
    ...row.content.map(contentLabel),
    row.isShared ? "shared" : "local",
  ].join(" ");
}

const columns: readonly [Column<StorageRow>, ...Column<StorageRow>[]] = [
  {
    id: "server",
    label: "Server",
    value: ({ serverName, storage }) => `${serverName} ${storage}`,
    cell: (row) => <OriginLine row={row} />,
    className:
      "max-lg:order-3 max-lg:col-span-2 max-lg:pl-4 max-lg:text-xs max-lg:text-muted-foreground",
  },
  {
    id: "storage",
    label: "Storage",
    value: ({ storage }) => storage,
    cell: (row) => (
      <span className="flex items-center gap-2 font-medium">
        <StatusDot tone={toneOf(row)} />
        <span className="truncate" title={displayText(row.storage)}>
          {displayText(row.storage)}
        </span>
      </span>
    ),
    className: "max-lg:order-1 max-lg:col-span-2",
  },
  {
    id: "node",
    label: "Nodes",
    value: ({ isShared, nodes }) =>
      isShared ? `shared ${String(nodes.length)}` : nodes[0],
    cell: (row) => <NodesCell row={row} />,
    className: "max-lg:order-4 max-lg:text-right text-xs",
  },
  {
    id: "type",
    label: "Type",
    value: ({ type }) => type,
    cell: ({ type }) => (type ? displayText(type) : "–"),
    className: "max-lg:order-2 max-lg:text-right text-xs",
  },
  {
    id: "content",
    label: "Content",
    value: ({ content }) => content.map(contentLabel).join(", ") || undefined,
    cell: ({ content }) => {
      const text = content.map(contentLabel).join(", ");
      return text ? <span title={text}>{text}</span> : "–";
    },
    className:
      "max-lg:order-6 max-lg:col-span-3 max-lg:pl-4 text-xs text-muted-foreground",
  },
  {
    id: "usage",
    label: "Usage",
    value: ({ usage }) => usage && share(usage),
    isMeasured: true,
    cell: ({ usage, isPast }) => (
      <UsageCell label="Used" usage={usage} isPast={isPast} text={bytesText} />
    ),
    className: "max-lg:order-5 max-lg:col-span-3 max-lg:pl-4",
  },
];

function toneOf({ isPast, isOffline, silentOn }: StorageRow): StatusTone {
  if (isPast || isOffline) return "neutral";
  return silentOn.length > 0 ? "warning" : "good";
}

function bytesText({ used, total }: Usage): string {
  return `${formatBytes(used)} of ${formatBytes(total)}`;
}

function NodesCell({ row }: { row: StorageRow }) {
  const { isShared, nodes, silentOn, isOffline } = row;
  const place = isShared
    ? `Shared, ${String(nodes.length)} ${nodes.length === 1 ? "node" : "nodes"}`
    : displayText(nodes[0] ?? "");
  const list = nodes.map(displayText).join(", ");
  if (silentOn.length === 0) {
    return (
      <span title={list}>
        {place}
        {isOffline && <span className="text-muted-foreground"> offline</span>}
      </span>
    );
  }
  return (
    <span title={`Does not report: ${silentOn.map(displayText).join(", ")}`}>
      {place}{" "}
      <span className="text-warning">
        {silentOn.length === nodes.length
          ? "not reporting"
          : `${String(silentOn.length)} not reporting`}
      </span>
    </span>
  );
}

/** As Proxmox VE's own pages name them. */
const contentLabels: Partial<Record<string, string>> = {
  images: "Disk image",
  rootdir: "Container",
  iso: "ISO image",
  vztmpl: "Container template",
  backup: "Backup",
  snippets: "Snippets",
  import: "Import",
};

function contentLabel(content: string): string {
  return contentLabels[content] ?? displayText(content);
}
