import type { Vm, VmAction } from "@/lib/types.ts";
import type { VmGroup } from "./vmGroups.ts";
import type { VmSelection } from "./vmSelection.ts";

/** What the table and the cards both take. */
export interface VmListProps {
  vms: readonly Vm[];
  /** The same guests, where they are grouped. */
  groups: readonly VmGroup[] | undefined;
  /** Keys of groups. */
  collapsed: ReadonlySet<string>;
  onCollapse: (groupKey: string, isCollapsed: boolean) => void;
  selection: VmSelection;
  onSelect: (vms: readonly Vm[], isSelected: boolean) => void;
  onClearSelection: () => void;
  /** Keys of the servers that do not answer. */
  stale: ReadonlySet<string>;
  /** Keys of the nodes that their cluster cannot reach. */
  offlineNodes: ReadonlySet<string>;
  pendingActions: ReadonlyMap<string, VmAction>;
  onAction: (vm: Vm, action: VmAction) => void;
  /** Somebody wants to know the keys. */
  onHelp: () => void;
}
