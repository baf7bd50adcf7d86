import { errorWords } from "@/lib/errors.ts";
import type { ErrorCode } from "@/lib/types.ts";

/** What a person can do about a server that failed. */
export type WayOut = "retry" | "edit" | "token" | "certificate";

export interface ServerNotice {
  /** Where the fault lies. */
  cause: Cause;
  title: string;
  advice: string | undefined;
  /** The first is the one to try. */
  waysOut: readonly [WayOut, ...WayOut[]];
}

type Cause =
  | "Network"
  | "Certificate"
  | "Token"
  | "Permission"
  | "Proxmox VE"
  | "Policy"
  | "Muster";

export function serverNotice(code: ErrorCode): ServerNotice {
  const [cause, ...waysOut] = causes[code] ?? ["Muster", "retry"];
  return { cause, waysOut, ...wordsOf(code) };
}

function wordsOf(code: ErrorCode): Pick<ServerNotice, "title" | "advice"> {
  const { title, advice } = errorWords[code];
  return { title, advice };
}

const causes: Partial<
  Record<ErrorCode, readonly [Cause, WayOut, ...WayOut[]]>
> = {
  address_not_allowed: ["Policy", "edit"],
  dns_failed: ["Network", "edit", "retry"],
  refused: ["Network", "retry", "edit"],
  unreachable: ["Network", "retry", "edit"],
  timeout: ["Network", "retry", "edit"],
  reset: ["Network", "retry"],
  redirect_refused: ["Network", "edit"],
  tls_protocol: ["Certificate", "edit", "retry"],
  tls_expired: ["Certificate", "retry", "certificate"],
  tls_untrusted: ["Certificate", "certificate", "retry"],
  tls_name: ["Certificate", "certificate", "edit"],
  // No retry: somebody has to look at it first.
  tls_changed: ["Certificate", "certificate"],
  auth_failed: ["Token", "token", "retry"],
  token_required: ["Token", "token"],
  decrypt_failed: ["Token", "token"],
  permission_denied: ["Permission", "retry", "token"],
  too_large: ["Proxmox VE", "edit", "retry"],
  invalid_response: ["Proxmox VE", "edit", "retry"],
  bad_request: ["Proxmox VE", "retry"],
  pve_error: ["Proxmox VE", "retry"],
  pve_unavailable: ["Proxmox VE", "retry"],
  node_unreachable: ["Proxmox VE", "retry"],
  node_tls: ["Proxmox VE", "retry"],
  server_inactive: ["Muster", "edit"],
  server_deactivated: ["Muster", "edit"],
};

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
