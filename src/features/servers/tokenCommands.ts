import type { Permissions } from "@/lib/types.ts";
import type { Need } from "./tokenReview.ts";

export type TokenPreset = "see" | "operate" | "everything";

const operatePrivileges = [
  "VM.Audit",
  "VM.PowerMgmt",
  "VM.Console",
  "VM.Snapshot",
  "VM.Backup",
  "Datastore.AllocateSpace",
  "Sys.Audit",
  "Datastore.Audit",
  "Pool.Audit",
];

/** Each privilege that Muster has a use for; what the token review asks for is among them. */
const everyPrivilege = [
  ...operatePrivileges,
  "VM.Migrate",
  "VM.Clone",
  "VM.Allocate",
  "SDN.Use",
  "VM.Config.CPU",
  "VM.Config.Memory",
  "VM.Config.Disk",
  "VM.Config.CDROM",
  "VM.Config.Network",
  "VM.Config.HWType",
  "VM.Config.Options",
  "VM.Config.Cloudinit",
];

/**
 * The lines for a node's shell that make a token for Muster: a user of its own that can do nothing else, and so a token without
 * privilege separation, which would want every permission twice.
 */
export function tokenCommands(preset: TokenPreset): string {
  const role = roles[preset];
  return [
    ...(role.privileges
      ? [`pveum role add ${role.name} --privs "${role.privileges.join(" ")}"`]
      : []),
    'pveum user add muster@pve --comment "Muster"',
    `pveum acl modify / --users muster@pve --roles ${role.name}`,
    "pveum user token add muster@pve muster --privsep 0",
  ].join("\n");
}

/** Each with a name of its own: a role that exists already would stay as it is. The one for reading comes with Proxmox VE. */
const roles: Record<TokenPreset, { name: string; privileges?: string[] }> = {
  see: { name: "PVEAuditor" },
  operate: { name: "Muster", privileges: operatePrivileges },
  everything: { name: "MusterFull", privileges: everyPrivilege },
};

/** The line that ends a token's rights at its server. */
export function revokeCommand(tokenId: string): string {
  const { user, name } = partsOf(tokenId);
  return `pveum user token remove ${user} ${name}`;
}

/** The line that lets a token live for another year. */
export function extendCommand(tokenId: string): string {
  const { user, name } = partsOf(tokenId);
  return `pveum user token modify ${user} ${name} --expire $(date -d "+1 year" +%s)`;
}

interface TokenKind {
  tokenId: string;
  /** Whether the token has permissions of its own, within those of its user; null where that is not known. */
  isSeparated: boolean | null;
}

/** What of it daily work takes: to see, power, consoles, snapshots, backups. */
export function forOperating(missing: readonly Need[]): Need[] {
  return missing.filter(({ privilege }) =>
    operatePrivileges.includes(privilege),
  );
}

/**
 * The lines for a node's shell that give a token what is missing, and nothing else. A token with privilege separation may do what it and its
 * user may both do, so both get it.
 */
export function mendCommands(
  permissions: Permissions,
  missing: readonly Need[],
  { tokenId, isSeparated }: TokenKind,
): string {
  const privileges = unique(missing.map(({ privilege }) => privilege)).join(
    " ",
  );
  const paths = unique(
    missing.flatMap(({ tree }) => grantPaths(permissions, tree)),
  );
  const { user } = partsOf(tokenId);
  const subjects = [
    // root@pam may do everything, and cannot be given more.
    ...(user === "root@pam" ? [] : [`--users ${user}`]),
    // In quotes: the shell reads "!" as a piece of its history.
    ...(isSeparated === false ? [] : [`--tokens '${tokenId}'`]),
  ];
  return [
    `PRIVS="${privileges}"`,
    'pveum role add MusterMore --privs "$PRIVS" || pveum role modify MusterMore --append 1 --privs "$PRIVS"',
    ...paths.flatMap((path) =>
      subjects.map(
        (subject) => `pveum acl modify ${path} ${subject} --roles MusterMore`,
      ),
    ),
  ].join("\n");
}

/**
 * Where to give more: where the token has what it has. An entry deeper in the tree replaces what is handed down to it, so that a role at the
 * wrong place would take more than it gives.
 */
function grantPaths(permissions: Permissions, tree: Need["tree"]): string[] {
  const handedDown = keysOf(permissions["/"]);
  const own = keysOf(permissions[tree]);
  if (own.length > 0)
    return own.toString() === handedDown.toString() ? ["/"] : [tree];
  if (handedDown.length > 0) return ["/"];

  // They go into a shell, and come from the server: nothing but what Proxmox VE has in a path.
  const paths = Object.keys(permissions).filter((path) =>
    /^[\w./-]+$/.test(path),
  );
  const pools = paths.filter((path) => path.startsWith("/pool/"));
  if (pools.length > 0) return pools;
  const below = paths.filter((path) => path.startsWith(`${tree}/`));
  return below.length > 0 ? below : ["/"];
}

function keysOf(privileges: Record<string, number> | undefined): string[] {
  return Object.keys(privileges ?? {}).sort();
}

function unique<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items)];
}

function partsOf(tokenId: string) {
  const [user = "", name = ""] = tokenId.split("!");
  return { user, name };
}
