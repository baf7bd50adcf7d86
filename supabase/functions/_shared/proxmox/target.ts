import type { Trust } from "../contract/servers.ts";
import type { Secret } from "../db/secret.ts";

/** Where a Proxmox VE is, how its certificate is judged, and the name that people gave it. */
export interface ProxmoxAddress {
  name: string;
  host: string;
  port: number;
  trust: Trust;
  /** Whether this trust was decided on before: a certificate that does not fit it now has changed. */
  isTrustSaved?: boolean;
}

/** A server with the token to speak to it. The operator's own server has no row, and so no id. */
export interface ProxmoxTarget extends ProxmoxAddress {
  serverId: string | null;
  token: Secret;
}
