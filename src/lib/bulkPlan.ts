import { assignmentLack } from "@/lib/assignmentLack.ts";
import { displayText } from "@/lib/displayText.ts";
import type { Permissions, Vm, VmAction } from "@/lib/types.ts";
import { nodeKey, serverKey, vmKey } from "@/lib/vmKey.ts";
import { vmActionWords } from "@/lib/vmActionWords.ts";
import {
  actionBlock,
  actionLack,
  availableActions,
  isTemplate,
  lxcActions,
  vmState,
  type VmState,
} from "@/lib/vmPower.ts";

/** What is known, beside a guest's own row, of whether an action can work. */
export interface BulkFacts {
  /** Keys of servers that do not answer: what is known of their guests is the past. */
  downServers: ReadonlySet<string>;
  /** Keys of nodes that their cluster cannot reach. */
  offlineNodes: ReadonlySet<string>;
  /** What the tokens may do, as far as it is known: server key -> permissions. */
  permissions: ReadonlyMap<string, Permissions>;
  /** Guests that an action of this page is running on. */
  busyGuests: ReadonlySet<string>;
}

export interface SkippedGuest {
  vm: Vm;
  reason: string;
}

export interface BulkPlanServer {
  key: string;
  serverId: string | null;
  serverName: string;
  chosen: readonly Vm[];
  skipped: readonly SkippedGuest[];
}

export interface BulkPlan {
  /** By name, as the list has them. */
  servers: readonly BulkPlanServer[];
  chosen: readonly Vm[];
  skippedCount: number;
}

/** Which guests an action would be sent to, and why not to the others. */
export function planBulk(
  action: VmAction,
  guests: readonly Vm[],
  facts: BulkFacts,
): BulkPlan {
  const groups = new Map<
    string,
    { serverId: string | null; serverName: string } & {
      chosen: Vm[];
      skipped: SkippedGuest[];
    }
  >();
  for (const vm of uniqueGuests(guests)) {
    const key = serverKey(vm.serverId);
    const group = groups.get(key) ?? {
      serverId: vm.serverId,
      serverName: vm.serverName,
      chosen: [],
      skipped: [],
    };
    groups.set(key, group);
    const reason = skipReason(action, vm, facts);
    if (reason === undefined) group.chosen.push(vm);
    else group.skipped.push({ vm, reason });
  }
  const servers = [...groups]
    .map(([key, group]) => ({ key, ...group }))
    .sort((a, b) =>
      a.serverName.localeCompare(b.serverName, undefined, { numeric: true }),
    );
  return {
    servers,
    chosen: servers.flatMap(({ chosen }) => chosen),
    skippedCount: servers.reduce((sum, { skipped }) => sum + skipped.length, 0),
  };
}

/** Undefined where nothing speaks against it; Proxmox VE has the last word. The reason nearest to the cause comes first. */
function skipReason(
  action: VmAction,
  vm: Vm,
  { downServers, offlineNodes, permissions, busyGuests }: BulkFacts,
): string | undefined {
  if (downServers.has(serverKey(vm.serverId)))
    return "Its server does not answer; only its last known state is at hand";
  if (isTemplate(vm)) return "Is a template";
  if (vm.type === "lxc" && !lxcActions.includes(action))
    return `Containers have no ${vmActionWords[action].label.toLowerCase()}`;
  if (offlineNodes.has(nodeKey(vm)))
    return `Its node ${displayText(vm.node)} is offline`;
  if (busyGuests.has(vmKey(vm))) return "Another action is running on it";

  const state = vmState(vm);
  if (state === "unknown") return "Its node does not report; state unknown";
  const unassigned = assignmentLack(vm, "power");
  if (unassigned) return unassigned;
  const block = actionBlock(vm);
  if (block !== undefined) return `Locked (${displayText(vm.lock ?? "")})`;
  if (!availableActions(vm).includes(action)) return alreadyIn[state];

  return actionLack(permissions.get(serverKey(vm.serverId)), vm, action);
}

const alreadyIn: Record<VmState, string> = {
  running: "Is running already",
  paused: "Is paused",
  stopped: "Is stopped",
  hibernated: "Is hibernated",
  unknown: "Its state is unknown",
};

/** The actions that would reach at least one of these guests, by what their rows alone tell, with how many. */
export function countByAction(
  guests: readonly Vm[],
): ReadonlyMap<VmAction, number> {
  const counts = new Map<VmAction, number>();
  for (const vm of guests) {
    if (actionBlock(vm) !== undefined) continue;
    for (const action of availableActions(vm))
      counts.set(action, (counts.get(action) ?? 0) + 1);
  }
  return counts;
}

function uniqueGuests(guests: readonly Vm[]): Iterable<Vm> {
  return new Map(guests.map((vm) => [vmKey(vm), vm])).values();
}
