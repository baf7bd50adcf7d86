import { formatDate } from "@/lib/format.ts";
import { serverNotice } from "@/lib/serverNotices.ts";
import type { Server, TrustMode } from "@/lib/types.ts";

interface ServerStatus {
  tone: "good" | "warning" | "bad" | "neutral";
  label: string;
}

/** How a saved server is doing, as far as the last attempts to reach it tell. */
export function serverStatus(
  server: Pick<
    Server,
    "is_active" | "last_connected_at" | "last_error_code" | "deactivated_at"
  >,
): ServerStatus {
  if (server.deactivated_at !== null)
    return { tone: "warning", label: "Switched off by an administrator" };
  if (!server.is_active) return { tone: "neutral", label: "Switched off" };
  if (server.last_error_code) {
    return { tone: "bad", label: serverNotice(server.last_error_code).title };
  }
  return server.last_connected_at
    ? { tone: "good", label: "Connected" }
    : { tone: "neutral", label: "Not connected yet" };
}

export const trustLabel: Record<TrustMode, string> = {
  system: "Public certificate",
  ca: "Cluster CA",
  pin: "Fingerprint",
  insecure: "Not verified",
};

export const trustExplanation: Record<TrustMode, string> = {
  system: "Signed by a public authority, such as Let's Encrypt.",
  ca: "Signed by the cluster itself, as Proxmox VE is installed. Covers every node and every renewal.",
  pin: "Exactly one certificate, by its SHA-256 fingerprint. To be entered again when it is renewed.",
  insecure: "Any certificate is accepted.",
};

/** Why "Not verified" is red, wherever it stands. */
export const insecureReason =
  "The certificate is not checked: whoever sits between can read the API token, and then do all that it may.";

/** Said after saving: what is trusted from now on, and what that means when the certificate is renewed. */
export function trustNote(mode: TrustMode, validTo?: string): string {
  switch (mode) {
    case "ca":
      return "Its cluster’s own CA is trusted from now on: renewed certificates and other nodes of the cluster pass without a question.";
    case "pin":
      return `Exactly this certificate is trusted, since its cluster’s CA has not signed it. When it is renewed${validTo ? ` (it is valid to ${formatDate(validTo)})` : ""}, Muster stops and asks you to compare again.`;
    case "system":
      return "Its certificate comes from a public authority: renewals pass without a question.";
    case "insecure":
      return insecureReason;
  }
}
