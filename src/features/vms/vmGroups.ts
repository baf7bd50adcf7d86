import { displayText } from "@/lib/displayText.ts";
import type { Vm } from "@/lib/types.ts";
import { nodeKey, serverKey } from "@/lib/vmKey.ts";
import {
  isTemplate,
  vmState,
  vmStateLabel,
  type VmState,
} from "@/lib/vmPower.ts";
import { vmTags } from "@/lib/vmTags.ts";
import { naturalKey } from "./vmSort.ts";

export const vmGroupings = ["server", "node", "pool", "tag", "status"] as const;
export type VmGrouping = (typeof vmGroupings)[number];

export const groupingLabel: Record<VmGrouping, string> = {
  server: "Server",
  node: "Node",
  pool: "Pool",
  tag: "Tag",
  status: "Status",
};

export interface VmGroup {
  /** Unique in one grouping. */
  key: string;
  label: string;
  /** Tells groups of one name apart. */
  detail: string | undefined;
  vms: readonly Vm[];
}

/** Where a guest belongs. Groups are in order of `order`. */
interface Place {
  key: string;
  label: string;
  detail?: string;
  order: string;
}

/** The guests in groups, each in the order in which they come. A guest with several tags stands under each of them. */
export function groupVms(
  vms: readonly Vm[],
  by: VmGrouping,
  stale: ReadonlySet<string>,
): VmGroup[] {
  const placesOf = placers[by];
  const groups = new Map<string, { place: Place; vms: Vm[] }>();
  for (const vm of vms) {
    for (const place of placesOf(vm, stale)) {
      const group = groups.get(place.key);
      if (group) group.vms.push(vm);
      else groups.set(place.key, { place, vms: [vm] });
    }
  }
  return [...groups.values()]
    .sort((a, b) => compare(a.place.order, b.place.order))
    .map(({ place, vms: members }) => ({
      key: place.key,
      label: place.label,
      detail: place.detail,
      vms: members,
    }));
}

const stateOrder: readonly VmState[] = [
  "running",
  "paused",
  "hibernated",
  "stopped",
  "unknown",
];

const placers: Record<
  VmGrouping,
  (vm: Vm, stale: ReadonlySet<string>) => readonly Place[]
> = {
  server: (vm) => [place(serverKey(vm.serverId), displayText(vm.serverName))],
  // Nodes of two clusters often have the same name.
  node: (vm) => [
    place(nodeKey(vm), displayText(vm.node), displayText(vm.serverName)),
  ],
  pool: ({ pool }) => [pool ? named(pool) : none("No pool")],
  tag: (vm) => {
    const tags = vmTags(vm);
    return tags.length > 0 ? tags.map(named) : [none("No tag")];
  },
  status: (vm, stale) => {
    if (isTemplate(vm)) return [none("Template")];
    // What ran on a server that has fallen silent may run no more.
    const state = stale.has(serverKey(vm.serverId)) ? "unknown" : vmState(vm);
    return [
      {
        key: state,
        label: vmStateLabel[state],
        order: String(stateOrder.indexOf(state)),
      },
    ];
  },
};

function place(key: string, label: string, detail?: string): Place {
  return {
    key,
    label,
    ...(detail !== undefined && { detail }),
    // Two of the same name stay apart, and in the same order.
    order: [naturalKey(label), naturalKey(detail ?? ""), key].join("\0"),
  };
}

/** A pool and a tag mean the same on every server: people name them after customers and purposes. */
function named(name: string): Place {
  return place(`=${name}`, displayText(name));
}

/** After all that have a name. */
function none(label: string): Place {
  return { key: "", label, order: "\uffff" };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
