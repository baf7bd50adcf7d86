export type TokenPreset = "operate" | "see";

/** Each privilege that Muster has a use for; what the token review asks for is among them. */
const operatePrivileges = [
  "VM.Audit",
  "VM.PowerMgmt",
  "VM.Console",
  "VM.Snapshot",
  "VM.Backup",
  "Sys.Audit",
  "Datastore.Audit",
  "Pool.Audit",
];

/**
 * The lines for a node's shell that make a token for Muster: a user of its own that can do nothing else, and so a token without
 * privilege separation, which would want every permission twice.
 */
export function tokenCommands(preset: TokenPreset): string {
  const role = preset === "operate" ? "Muster" : "PVEAuditor";
  return [
    ...(preset === "operate"
      ? [`pveum role add Muster --privs "${operatePrivileges.join(" ")}"`]
      : []),
    'pveum user add muster@pve --comment "Muster"',
    `pveum acl modify / --users muster@pve --roles ${role}`,
    "pveum user token add muster@pve muster --privsep 0",
  ].join("\n");
}

/** The line that ends a token's rights at its server. */
export function revokeCommand(tokenId: string): string {
  const [user = "", name = ""] = tokenId.split("!");
  return `pveum user token remove ${user} ${name}`;
}
