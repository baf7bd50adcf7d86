import {
  privilegeReach,
  type Privilege,
  type Reach,
} from "@/lib/privileges.ts";
import type { Permissions } from "@/lib/types.ts";

/** A privilege, and the branch of Proxmox VE's permissions under which it counts. */
export interface Need {
  privilege: Privilege;
  tree: "/vms" | "/nodes" | "/storage";
}

interface Ability {
  /** What a person wants to do in Muster. */
  label: string;
  needs: readonly Need[];
  /** Without it Muster is of little use. */
  isEssential: boolean;
}

export interface ReviewedAbility extends Ability {
  reach: Reach;
  missing: readonly Need[];
}

const onVms = (...privileges: Privilege[]): Need[] =>
  privileges.map((privilege) => ({ privilege, tree: "/vms" }));
const space: Need = { privilege: "Datastore.AllocateSpace", tree: "/storage" };

/** Proxmox VE asks for these as its API documentation says, call by call. */
const abilities: readonly Ability[] = [
  { label: "See guests", needs: onVms("VM.Audit"), isEssential: true },
  {
    label: "Start, shut down, stop",
    needs: onVms("VM.PowerMgmt"),
    isEssential: true,
  },
  { label: "Open consoles", needs: onVms("VM.Console"), isEssential: false },
  {
    label: "Make and roll back snapshots",
    needs: onVms("VM.Snapshot"),
    isEssential: false,
  },
  {
    label: "Make backups",
    needs: [...onVms("VM.Backup"), space],
    isEssential: false,
  },
  { label: "Migrate", needs: onVms("VM.Migrate"), isEssential: false },
  {
    label: "Clone",
    needs: [...onVms("VM.Clone", "VM.Allocate"), space],
    isEssential: false,
  },
  {
    label: "Change a guest’s settings",
    needs: onVms(
      "VM.Config.Options",
      "VM.Config.CPU",
      "VM.Config.Memory",
      "VM.Config.Disk",
      "VM.Config.Network",
    ),
    isEssential: false,
  },
  {
    label: "See nodes and their tasks",
    needs: [{ privilege: "Sys.Audit", tree: "/nodes" }],
    isEssential: false,
  },
  {
    label: "See storages",
    needs: [{ privilege: "Datastore.Audit", tree: "/storage" }],
    isEssential: false,
  },
];

const reaches: readonly Reach[] = ["none", "some", "all"];

/** What a token may do, in the words of what people want to do. */
export function reviewToken(permissions: Permissions): ReviewedAbility[] {
  return abilities.map((ability) => {
    const found = ability.needs.map((need) => ({
      need,
      reach: privilegeReach(permissions, need.tree, need.privilege),
    }));
    return {
      ...ability,
      // As far as the privilege that reaches least.
      reach:
        reaches.find((reach) => found.some((one) => one.reach === reach)) ??
        "none",
      missing: found
        .filter(({ reach }) => reach === "none")
        .map(({ need }) => need),
    };
  });
}

/**
 * A token without any privilege is answered with 200 and empty lists: the mistake that most people make is a token with privilege
 * separation and no permission of its own.
 */
export function seesNothing(permissions: Permissions): boolean {
  return privilegeReach(permissions, "/vms", "VM.Audit") === "none";
}

/** What nothing in Muster needs, and what makes a stolen token worth the cluster. */
const farReaching: Partial<Record<string, string>> = {
  "Permissions.Modify": "give anybody any right",
  "User.Modify": "change users",
  "Group.Allocate": "change groups",
  "Realm.Allocate": "change how people sign in",
  "Realm.AllocateUser": "add users",
  "Sys.Modify": "change nodes and the cluster",
  "Sys.PowerMgmt": "switch nodes off",
  "Sys.AccessNetwork": "make nodes fetch from anywhere",
};

export interface Excess {
  privilege: string;
  meaning: string;
}

export function excessOf(permissions: Permissions): Excess[] {
  const held = new Set(
    Object.values(permissions).flatMap((privileges) => Object.keys(privileges)),
  );
  return Object.entries(farReaching).flatMap(([privilege, meaning = ""]) =>
    held.has(privilege) ? [{ privilege, meaning }] : [],
  );
}
