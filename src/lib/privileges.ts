import type { Permissions } from "@/lib/types.ts";

/** The privileges of Proxmox VE that Muster's screens depend on. */
export type Privilege =
  | "VM.Audit"
  | "VM.PowerMgmt"
  | "VM.Console"
  | "VM.Snapshot"
  | "VM.Snapshot.Rollback"
  | "VM.Backup"
  | "VM.Clone"
  | "VM.Migrate"
  | "VM.Allocate"
  | "VM.Config.Options"
  | "VM.Config.Disk"
  | "VM.Config.CPU"
  | "VM.Config.Memory"
  | "VM.Config.Network"
  | "Sys.Audit"
  | "Datastore.Audit"
  | "Datastore.AllocateSpace";

/**
 * Whether a token may do something on a path, by what GET /access/permissions said. An entry for the path itself wins; otherwise the
 * nearest parent that hands its privileges down decides, as in pve-access-control.
 */
export function hasPrivilege(
  permissions: Permissions,
  path: string,
  privilege: Privilege,
): boolean {
  const own = permissions[path];
  if (own) return own[privilege] !== undefined;

  for (let parent = parentOf(path); parent; parent = parentOf(parent)) {
    const inherited = permissions[parent];
    if (inherited) return inherited[privilege] === 1;
  }
  return false;
}

function parentOf(path: string): string | undefined {
  if (path === "/") return undefined;
  const cut = path.lastIndexOf("/");
  return cut > 0 ? path.slice(0, cut) : "/";
}

export type Reach = "all" | "some" | "none";

/** How far a privilege reaches below a tree such as /vms: over all of it, over single entries, or nowhere. */
export function privilegeReach(
  permissions: Permissions,
  tree: "/vms" | "/nodes" | "/storage",
  privilege: Privilege,
): Reach {
  // A pool's members are listed under their own paths too.
  if (permissions[tree]?.[privilege] === 1) return "all";
  if (!permissions[tree] && permissions["/"]?.[privilege] === 1) return "all";
  const isGrantedBelow = Object.entries(permissions).some(
    ([path, privileges]) =>
      path.startsWith(`${tree}/`) && privileges[privilege] !== undefined,
  );
  return isGrantedBelow ? "some" : "none";
}
