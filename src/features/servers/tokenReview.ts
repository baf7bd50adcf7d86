import {
  privilegeReach,
  type Privilege,
  type Reach,
} from "@/lib/privileges.ts";
import type { Permissions } from "@/lib/types.ts";

interface Ability {
  /** What a person wants to do in Muster. */
  label: string;
  privilege: Privilege;
  tree: "/vms" | "/nodes" | "/storage";
  /** Without it Muster is of little use. */
  isEssential: boolean;
}

export interface ReviewedAbility extends Ability {
  reach: Reach;
}

const abilities: readonly Ability[] = [
  {
    label: "See guests",
    privilege: "VM.Audit",
    tree: "/vms",
    isEssential: true,
  },
  {
    label: "Start, shut down, stop",
    privilege: "VM.PowerMgmt",
    tree: "/vms",
    isEssential: true,
  },
  {
    label: "Open consoles",
    privilege: "VM.Console",
    tree: "/vms",
    isEssential: false,
  },
  {
    label: "Make and roll back snapshots",
    privilege: "VM.Snapshot",
    tree: "/vms",
    isEssential: false,
  },
  {
    label: "Make backups",
    privilege: "VM.Backup",
    tree: "/vms",
    isEssential: false,
  },
  {
    label: "See nodes and their tasks",
    privilege: "Sys.Audit",
    tree: "/nodes",
    isEssential: false,
  },
  {
    label: "See storages",
    privilege: "Datastore.Audit",
    tree: "/storage",
    isEssential: false,
  },
];

/** What a token may do, in the words of what people want to do. */
export function reviewToken(permissions: Permissions): ReviewedAbility[] {
  return abilities.map((ability) => ({
    ...ability,
    reach: privilegeReach(permissions, ability.tree, ability.privilege),
  }));
}

/**
 * A token without any privilege is answered with 200 and empty lists: the mistake that most people make is a token with privilege
 * separation and no permission of its own.
 */
export function seesNothing(permissions: Permissions): boolean {
  return privilegeReach(permissions, "/vms", "VM.Audit") === "none";
}
