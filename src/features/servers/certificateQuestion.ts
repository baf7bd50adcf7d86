import type {
  Certificate,
  CertificateReading,
  ErrorCode,
  Server,
  Trust,
} from "@/lib/types.ts";

/** A certificate that a person has to look at before anything is sent. */
export interface CertificateQuestion {
  certificate: Certificate;
  /** A public authority vouches for it under this host. */
  isPublic: boolean;
  /** What was trusted until now, and does not fit. Missing where nothing was verified before. */
  before: TrustBefore | undefined;
}

export interface TrustBefore extends Pick<
  Server,
  "trust_mode" | "fingerprint" | "pinned_certificate"
> {
  /** What is wrong with the new one, by the old trust. */
  refusal: ErrorCode;
  /** The CA that was trusted. */
  authority: Certificate | null;
}

export type Verdict = { trust: Trust } | { question: CertificateQuestion };

/**
 * What to make of a certificate that was read: trust it, or ask. What fits the saved trust stays as it is, and what a public authority
 * vouches for needs no question where nothing else was trusted before; the rest is shown to a person, who has `confirmed` its fingerprint
 * by then.
 */
export function judgeCertificate(
  { certificate, trusted, stored }: CertificateReading,
  server: Server | undefined,
  confirmed: string | undefined,
): Verdict {
  const saved = server && savedTrust(server);
  if (saved && stored && !stored.refusal) return { trust: saved };

  const before =
    saved && stored?.refusal
      ? { ...server, ...stored, refusal: stored.refusal }
      : undefined;
  const isConfirmed = certificate?.fingerprint === confirmed;
  // What cannot be shown cannot be asked about: it was vouched for, or reading it would have failed.
  if (!certificate || (trusted && (!before || isConfirmed)))
    return { trust: { mode: "system" } };
  if (isConfirmed) return { trust: pinOf(certificate) };
  return { question: { certificate, isPublic: trusted, before } };
}

/** The trust of a saved server as far as it verifies anything. */
function savedTrust(server: Server): Trust | undefined {
  const trust = trustOfServer(server);
  return trust.mode === "insecure" ? undefined : trust;
}

export function trustOfServer(server: Server): Trust {
  const { trust_mode: mode, ca_certificate, server_name, fingerprint } = server;
  switch (mode) {
    case "ca":
      return {
        mode,
        ca_certificate: ca_certificate ?? "",
        ...(server_name !== null && { server_name }),
      };
    case "pin":
      return { mode, fingerprint: fingerprint ?? "" };
    case "system":
    case "insecure":
      return { mode };
  }
}

function pinOf({ fingerprint }: Certificate): Trust {
  return { mode: "pin", fingerprint };
}
