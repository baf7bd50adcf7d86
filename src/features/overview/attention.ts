import type { StatusTone } from "@/components/StatusDot.tsx";
import { displayLine, displayText } from "@/lib/displayText.ts";
import { serverHealth, type Fleet } from "@/lib/fleet.ts";
import { formatPercent } from "@/lib/format.ts";
import {
  share,
  storagePlace,
  type NodeRow,
  type StorageRow,
} from "@/lib/inventory.ts";
import {
  guestListPath,
  nodePath,
  nodesPath,
  storagePath,
} from "@/lib/listPaths.ts";
import { guestPath, paths } from "@/lib/paths.ts";
import { serverNotice } from "@/lib/serverNotices.ts";
import type { Server, Vm } from "@/lib/types.ts";
import { vmName, vmTypeLabel } from "@/lib/vmName.ts";
import type { FleetInventory } from "./fleetTotals.ts";

export type AttentionKind =
  "server" | "deactivated" | "ha" | "node" | "storage" | "lock";

export interface AttentionItem {
  key: string;
  tone: StatusTone;
  /** What it is about. */
  subject: string;
  /** Where that stands, if it has no name that says so. */
  place: string | undefined;
  /** What is the matter, to be read after the subject. */
  text: string;
  /** When it began, where that is known. */
  since: number | undefined;
  /** Where more is shown. */
  path: string;
}

export interface AttentionGroup {
  kind: AttentionKind;
  items: readonly AttentionItem[];
  /** All of them in the list, where it can show them. */
  path: string | undefined;
}

/** Above it Proxmox VE's own page is red, too. */
const nearlyFull = 0.9;
/** From here on writes begin to fail. */
const full = 0.97;

/** What somebody should look at, the gravest first. Only what a server has told or failed to tell; nothing is guessed. */
export function attentionGroups(
  fleet: Fleet,
  inventory: FleetInventory,
  registrations: readonly Server[],
  isAllPast: boolean,
): AttentionGroup[] {
  // Of a server that does not answer that alone is to be said, unless nothing answers at all and the past is all there is.
  const isSaid = ({ isPast }: { isPast: boolean }) => isAllPast || !isPast;
  const nodes = inventory.nodes.filter(isSaid);
  const storages = inventory.storages.filter(isSaid);
  const guests = inventory.guests.filter(isSaid).map(({ vm }) => vm);

  const groups: AttentionGroup[] = [
    { kind: "server", items: serverItems(fleet), path: undefined },
    {
      kind: "deactivated",
      items: registrations.flatMap(deactivatedItems),
      path: undefined,
    },
    { kind: "ha", items: guests.flatMap(haItems), path: undefined },
    {
      kind: "storage",
      items: [
        ...storages.flatMap(fullStorageItems),
        ...nodes.flatMap(fullDiskItems),
      ],
      path: undefined,
    },
    {
      kind: "node",
      items: [...nodes.flatMap(nodeItems), ...storages.flatMap(silentItems)],
      path: undefined,
    },
    {
      kind: "lock",
      items: guests.flatMap(lockItems),
      path: guestListPath({ search: "status:locked -status:hibernated" }),
    },
  ];
  return groups
    .filter(({ items }) => items.length > 0)
    .map((group) => ({ ...group, items: group.items.toSorted(byGravity) }));
}

function serverItems({ servers }: Fleet): AttentionItem[] {
  return servers.flatMap((server) => {
    if (serverHealth(server) !== "down" || !server.failure) return [];
    const { cause, title } = serverNotice(server.failure.error.code);
    return [
      {
        key: server.key,
        tone: "bad",
        subject: displayText(server.serverName),
        place: undefined,
        text: `${title} (${cause})`,
        since: server.failure.since,
        path: guestListPath({ server: server.key }),
      },
    ];
  });
}

/** It is not asked, so that nothing else tells of it. Whom its owner has switched off is no trouble. */
function deactivatedItems(server: Server): AttentionItem[] {
  const { id, name, deactivated_at, deactivated_reason } = server;
  if (deactivated_at === null) return [];
  return [
    {
      key: `deactivated ${id}`,
      tone: "warning",
      subject: displayText(name),
      place: undefined,
      text: `an administrator has switched it off (“${displayLine(deactivated_reason ?? "")}”)`,
      since: Date.parse(deactivated_at),
      path: paths.servers,
    },
  ];
}

/** What Proxmox VE's HA manager says of a guest that it cannot help any more, or whose node has just failed. */
const haWords: Partial<Record<string, string>> = {
  error: "HA has given up: its state is “error”",
  fence: "its node is being fenced by HA",
  recovery: "waits for HA to recover it on another node",
};

function haItems(vm: Vm): AttentionItem[] {
  const text = vm.hastate && haWords[vm.hastate];
  return text ? [guestItem(vm, "ha", "bad", text)] : [];
}

/** A hibernated guest keeps its lock for as long as it sleeps: nothing to wait for. */
function lockItems(vm: Vm): AttentionItem[] {
  return vm.lock && vm.lock !== "suspended"
    ? [guestItem(vm, "lock", "neutral", `locked (${displayText(vm.lock)})`)]
    : [];
}

function guestItem(
  vm: Vm,
  kind: AttentionKind,
  tone: StatusTone,
  text: string,
): AttentionItem {
  return {
    key: `${kind} ${vm.serverId ?? ""} ${vm.id}`,
    tone,
    subject: vmName(vm),
    place: `${vmTypeLabel[vm.type]} ${String(vm.vmid)} on ${displayText(vm.serverName)}`,
    text,
    since: undefined,
    path: guestPath(vm),
  };
}

function nodeItems(row: NodeRow): AttentionItem[] {
  if (row.status === "online") return [];
  const state = row.status === "offline" ? "offline" : "does not report";
  const guests =
    row.guests === 0
      ? ""
      : `, with ${String(row.guests)} ${row.guests === 1 ? "guest" : "guests"}`;
  return [
    {
      key: row.key,
      tone: "warning",
      subject: displayText(row.node),
      place: displayText(row.serverName),
      text: `${state}${guests}`,
      since: undefined,
      path: nodePath(row),
    },
  ];
}

function fullStorageItems(row: StorageRow): AttentionItem[] {
  const fraction = row.usage ? share(row.usage) : 0;
  if (fraction < nearlyFull) return [];
  return [
    storageItem(
      row,
      fraction < full ? "warning" : "bad",
      `${formatPercent(fraction)} full`,
    ),
  ];
}

function silentItems(row: StorageRow): AttentionItem[] {
  if (row.silentOn.length === 0) return [];
  const places =
    row.silentOn.length === row.nodes.length
      ? ""
      : ` on ${row.silentOn.map(displayText).join(", ")}`;
  return [storageItem(row, "warning", `does not report${places}`)];
}

function storageItem(
  row: StorageRow,
  tone: StatusTone,
  text: string,
): AttentionItem {
  return {
    key: `${row.key} ${text}`,
    tone,
    subject: displayText(row.storage),
    place: storagePlace(row),
    text,
    since: undefined,
    path: storagePath(row),
  };
}

function fullDiskItems(row: NodeRow): AttentionItem[] {
  const fraction = row.disk ? share(row.disk) : 0;
  if (fraction < nearlyFull) return [];
  return [
    {
      key: `${row.key} disk`,
      tone: fraction < full ? "warning" : "bad",
      subject: displayText(row.node),
      place: displayText(row.serverName),
      text: `its system disk is ${formatPercent(fraction)} full`,
      since: undefined,
      path: nodesPath({ server: row.serverKey, search: row.node }),
    },
  ];
}

const gravity: Record<StatusTone, number> = {
  bad: 0,
  warning: 1,
  busy: 2,
  neutral: 3,
  good: 4,
};

function byGravity(a: AttentionItem, b: AttentionItem): number {
  return gravity[a.tone] - gravity[b.tone];
}
