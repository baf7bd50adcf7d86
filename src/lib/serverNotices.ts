import type { ErrorCode } from "./types.ts";

/** What a person can do about a server that failed. */
export type WayOut = "retry" | "edit" | "token" | "certificate";

export interface ServerNotice {
  /** Where the fault lies, for a badge. */
  cause:
    | "Network"
    | "Certificate"
    | "Token"
    | "Permission"
    | "Proxmox VE"
    | "Policy"
    | "Muster";
  /** What is wrong, in one sentence that stands without the server's name. */
  sentence: string;
  /** What to do about it. */
  advice: string;
  /** The first is the one to try. */
  waysOut: readonly [WayOut, ...WayOut[]];
}

/** What may heal without changing what was entered: a host that is off, a VPN that is down, a certificate that comes tomorrow. */
const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "dns_failed",
  "refused",
  "unreachable",
  "timeout",
  "reset",
  "tls_expired",
  "tls_untrusted",
  "tls_name",
  "node_unreachable",
  "pve_unavailable",
]);

/** Whether it makes sense to save a server whose test ended with this. */
export function mayPass(code: ErrorCode): boolean {
  return passing.has(code);
}

export function serverNotice(code: ErrorCode): ServerNotice {
  return notices[code] ?? unforeseen;
}

const unforeseen: ServerNotice = {
  cause: "Muster",
  sentence: "Muster could not ask this server.",
  advice: "Try again in a moment.",
  waysOut: ["retry"],
};

const notices: Partial<Record<ErrorCode, ServerNotice>> = {
  refused: {
    cause: "Network",
    sentence: "The address refuses the connection.",
    advice:
      "Check that Proxmox VE runs there, and that the port is right (8006 as installed).",
    waysOut: ["retry", "edit"],
  },
  unreachable: {
    cause: "Network",
    sentence: "There is no way to this address.",
    advice:
      "Check the address, the firewall, and a VPN that may lie in between.",
    waysOut: ["retry", "edit"],
  },
  timeout: {
    cause: "Network",
    sentence: "It did not answer in time.",
    advice:
      "It may be off, overloaded, or behind a firewall that drops what comes in.",
    waysOut: ["retry", "edit"],
  },
  reset: {
    cause: "Network",
    sentence: "The connection broke.",
    advice:
      "If this stays, look for a proxy or firewall that cuts connections.",
    waysOut: ["retry"],
  },
  dns_failed: {
    cause: "Network",
    sentence: "The host name is not known.",
    advice: "Check the spelling, or enter the IP address.",
    waysOut: ["edit", "retry"],
  },
  address_not_allowed: {
    cause: "Policy",
    sentence: "The operator of this Muster does not allow this address.",
    advice: "Use another address, or ask the operator to allow it.",
    waysOut: ["edit"],
  },
  tls_protocol: {
    cause: "Certificate",
    sentence: "This port does not speak HTTPS as it should.",
    advice: "Check the port: Proxmox VE listens on 8006 as installed.",
    waysOut: ["edit", "retry"],
  },
  tls_expired: {
    cause: "Certificate",
    sentence: "The certificate is not valid at this time.",
    advice:
      "Renew it on the node (pvecm updatecerts --force), and check both clocks.",
    waysOut: ["retry", "certificate"],
  },
  tls_untrusted: {
    cause: "Certificate",
    sentence: "The certificate is not signed by an authority that you trust.",
    advice:
      "Proxmox VE signs its own certificates: choose “Cluster CA” and paste /etc/pve/pve-root-ca.pem.",
    waysOut: ["certificate", "retry"],
  },
  tls_name: {
    cause: "Certificate",
    sentence: "The certificate is for another name.",
    advice:
      "With “Cluster CA”, enter a name that the certificate holds, such as the node's.",
    waysOut: ["certificate", "edit"],
  },
  tls_changed: {
    cause: "Certificate",
    sentence: "The certificate is not the one that you trusted.",
    advice:
      "If you did not change it, somebody may be in between. Compare it with the node before you go on.",
    waysOut: ["certificate"],
  },
  redirect_refused: {
    cause: "Network",
    sentence: "The server sends us to another address.",
    advice: "Enter that address yourself if it is the right one.",
    waysOut: ["edit"],
  },
  too_large: {
    cause: "Proxmox VE",
    sentence: "The answer was too large.",
    advice: "Check that this address is a Proxmox VE server.",
    waysOut: ["edit", "retry"],
  },
  invalid_response: {
    cause: "Proxmox VE",
    sentence: "What answers there does not look like Proxmox VE.",
    advice: "Check the address and the port.",
    waysOut: ["edit", "retry"],
  },
  auth_failed: {
    cause: "Token",
    sentence: "The API token was refused.",
    advice:
      "It may be mistyped, expired or removed. Enter it again, or make a new one.",
    waysOut: ["token", "retry"],
  },
  decrypt_failed: {
    cause: "Token",
    sentence: "The stored API token cannot be read any more.",
    advice: "Enter the token of this server again.",
    waysOut: ["token"],
  },
  token_required: {
    cause: "Token",
    sentence: "The API token is missing.",
    advice: "Enter the token of this server.",
    waysOut: ["token"],
  },
  permission_denied: {
    cause: "Permission",
    sentence: "The API token may not do this.",
    advice: "Give its role the missing privilege in Proxmox VE.",
    waysOut: ["retry", "token"],
  },
  bad_request: {
    cause: "Proxmox VE",
    sentence: "Proxmox VE did not understand the request.",
    advice: "Its version may be too old or too new for this.",
    waysOut: ["retry"],
  },
  pve_error: {
    cause: "Proxmox VE",
    sentence: "Proxmox VE reports an error.",
    advice: "Its own words are beside this; its system log says more.",
    waysOut: ["retry"],
  },
  pve_unavailable: {
    cause: "Proxmox VE",
    sentence: "Proxmox VE does not serve requests at the moment.",
    advice:
      "Check pveproxy and pvedaemon on the node, or a proxy in front of it.",
    waysOut: ["retry"],
  },
  node_unreachable: {
    cause: "Proxmox VE",
    sentence: "A node of the cluster cannot be reached from the others.",
    advice: "Check that node, and the cluster's network.",
    waysOut: ["retry"],
  },
  node_tls: {
    cause: "Proxmox VE",
    sentence: "The nodes of the cluster do not trust each other's certificate.",
    advice: "Run pvecm updatecerts on the nodes.",
    waysOut: ["retry"],
  },
  config_error: {
    cause: "Muster",
    sentence: "This Muster is not set up right.",
    advice: "Tell its operator; nothing is lost.",
    waysOut: ["retry"],
  },
  db_unavailable: {
    cause: "Muster",
    sentence: "Muster's database does not answer.",
    advice: "Try again in a moment.",
    waysOut: ["retry"],
  },
  rate_limited: {
    cause: "Muster",
    sentence: "That was asked too often.",
    advice: "Wait a minute, then try again.",
    waysOut: ["retry"],
  },
  server_inactive: {
    cause: "Muster",
    sentence: "This server is switched off in Muster.",
    advice: "Switch it on to see its guests.",
    waysOut: ["edit"],
  },
};
