import { AppError, type ErrorCode } from "@contract/errors.ts";

/** What a screen shows of a failure besides its message: what happened, in a few words, and the way out. */
interface ErrorWords {
  title: string;
  advice?: string;
}

export const errorWords: Record<ErrorCode, ErrorWords> = {
  validation_failed: { title: "Please check what you entered" },
  unauthorized: { title: "You are not signed in" },
  forbidden: { title: "Not allowed" },
  not_found: {
    title: "Not found",
    advice: "It may have been removed meanwhile. Reload the page.",
  },
  method_not_allowed: {
    title: "Muster could not do that",
    advice: "Reload the page: it may be older than the server.",
  },
  unsupported_media_type: {
    title: "Muster could not do that",
    advice: "Reload the page: it may be older than the server.",
  },
  payload_too_large: { title: "That is too much at once" },
  rate_limited: {
    title: "Too many attempts",
    advice: "Wait a moment, then try again.",
  },

  server_exists: { title: "You have this server already" },
  limit_reached: {
    title: "No free server slot",
    advice: "Remove a server that you no longer need.",
  },
  version_conflict: {
    title: "Changed meanwhile",
    advice: "Somebody else changed it. Reload, then change it again.",
  },
  server_inactive: {
    title: "Server is switched off in Muster",
    advice: "Activate it on the Servers page.",
  },
  server_deactivated: {
    title: "Switched off by an administrator",
    advice: "The server's card says why. An administrator can lift it.",
  },
  token_required: { title: "The API token is needed again" },
  decrypt_failed: {
    title: "The stored token cannot be read",
    advice: "Enter the API token of this server again.",
  },

  address_not_allowed: {
    title: "Address not allowed",
    advice:
      "The operator of this Muster decides which addresses it may connect to.",
  },
  dns_failed: {
    title: "Host name not found",
    advice: "Check the spelling of the host.",
  },
  refused: {
    title: "Connection refused",
    advice: "Check the port, and that pveproxy runs on the node.",
  },
  unreachable: {
    title: "Not reachable",
    advice: "Check that the machine is on and that its network is up.",
  },
  timeout: {
    title: "No answer in time",
    advice: "Check that the machine is on and that no firewall drops the port.",
  },
  reset: { title: "Connection broken", advice: "Try again." },
  tls_protocol: {
    title: "Not HTTPS",
    advice: "Proxmox VE serves its API over HTTPS, on port 8006 by default.",
  },
  tls_expired: {
    title: "Certificate expired",
    advice: "Renew it on the node: pvecm updatecerts --force",
  },
  tls_untrusted: {
    title: "Certificate not trusted",
    advice: "Compare its fingerprint, then trust it in the server's settings.",
  },
  tls_name: {
    title: "Certificate is for another name",
    advice: "Use a name that the certificate holds.",
  },
  tls_changed: {
    title: "Certificate has changed",
    advice:
      "Trust the new one only if you know why: somebody may be sitting between.",
  },
  redirect_refused: {
    title: "Server redirects elsewhere",
    advice: "Enter the address it redirects to.",
  },
  too_large: { title: "Answer too large" },
  invalid_response: {
    title: "Unexpected answer",
    advice: "Check that Proxmox VE is what answers there.",
  },

  auth_failed: {
    title: "Token refused",
    advice:
      "It may have expired or been removed. Make a new one and replace it.",
  },
  permission_denied: {
    title: "The token lacks a privilege",
    advice: "Give it to the token in Datacenter → Permissions.",
  },
  bad_request: { title: "Proxmox VE refused the request" },
  pve_error: { title: "Proxmox VE reports an error" },
  node_unreachable: {
    title: "Node not reachable in its cluster",
    advice: "Check the node and the cluster's network.",
  },
  node_tls: {
    title: "TLS error between cluster nodes",
    advice: "Renew the certificates: pvecm updatecerts --force",
  },
  pve_unavailable: {
    title: "Proxmox VE is busy or restarting",
    advice: "It is asked again by itself.",
  },
  unknown_outcome: {
    title: "Sent, result unknown",
    advice: "Look at the guest before you send it again.",
  },

  guest_stopped: { title: "The guest is not running" },
  no_terminal: { title: "No terminal here" },
  too_many_consoles: {
    title: "Too many consoles are open",
    advice: "Close one that you no longer need.",
  },

  last_admin: {
    title: "The last administrator stays",
    advice: "Make somebody else an administrator first.",
  },
  recent_sign_in_required: {
    title: "Sign in again first",
    advice: "This takes a sign-in of the last ten minutes.",
  },
  second_factor_required: {
    title: "Your second factor is needed",
    advice: "Sign in with the code of your authenticator app.",
  },

  config_error: {
    title: "Muster is not set up completely",
    advice: "Its operator finds the reason in the log of the functions.",
  },
  db_unavailable: {
    title: "Database not available",
    advice: "Try again in a moment.",
  },
  internal: {
    title: "Something went wrong",
    advice: "Try again. If it stays, tell the operator the request id.",
  },
};

/** Muster itself did not answer, or not as it should: what helps with a Proxmox VE server does not help here. */
export class MusterError extends AppError {
  /** What this device said of its own network when it happened. */
  readonly wasOffline = !navigator.onLine;
}

const musterErrorWords: Partial<Record<ErrorCode, ErrorWords>> = {
  unreachable: { title: "No connection to Muster" },
  timeout: { title: "Muster does not answer" },
  reset: { title: "The connection to Muster broke" },
  invalid_response: { title: "This page and its server do not fit" },
};

export function errorWordsOf(error: AppError): ErrorWords {
  const own = error instanceof MusterError && musterErrorWords[error.code];
  return own || errorWords[error.code];
}

/** Whatever the reason is, the first thing to look at is one's own connection. */
export function unreachableError(cause: unknown): AppError {
  return new MusterError(
    "unreachable",
    "Muster does not answer. Check your own network connection, then try again",
    { cause },
  );
}

/** Every failure as an AppError; one that nobody foresaw keeps its text to itself. */
export function toAppError(error: unknown): AppError {
  return error instanceof AppError
    ? error
    : new AppError("internal", "The page met an error that nobody foresaw", {
        cause: error,
      });
}

/** A request that nobody waits for any more. */
export function isAbort(error: unknown): boolean {
  return hasName(error, "AbortError");
}

/** By name: what an AbortSignal throws is a DOMException, which is no Error everywhere. */
export function hasName(error: unknown, name: string): boolean {
  return (
    typeof error === "object" &&
    error !== null &&
    "name" in error &&
    error.name === name
  );
}
