import type { ReactNode } from "react";
import { displayText } from "@/lib/displayText.ts";
import { formatDate } from "@/lib/format.ts";
import type { Certificate } from "@/lib/types.ts";
import { Fingerprint } from "./Fingerprint.tsx";

interface CertificateDetailsProps {
  certificate: Certificate;
}

/** A certificate in the words and the spelling of Proxmox VE's own table of certificates. */
export function CertificateDetails({ certificate }: CertificateDetailsProps) {
  const { fingerprint, names, issuer, validFrom, validTo } = certificate;

  return (
    <CertificateFacts>
      <dt>Fingerprint</dt>
      <dd>
        <Fingerprint value={fingerprint} />
      </dd>
      {names.length > 0 && (
        <>
          <dt>Names</dt>
          <dd>{shortList(names)}</dd>
        </>
      )}
      <dt>Issuer</dt>
      <dd>{displayText(issuer)}</dd>
      <dt>Valid</dt>
      <dd>
        {formatDate(validFrom)} to {formatDate(validTo)}
      </dd>
    </CertificateFacts>
  );
}

/** `<dt>` and `<dd>` in two columns, or one above the other where there is no room. */
export function CertificateFacts({ children }: { children: ReactNode }) {
  return (
    <div className="@container">
      <dl className="grid grid-cols-1 gap-x-3 gap-y-0.5 text-xs @sm:grid-cols-[auto_minmax(0,1fr)] @sm:gap-y-1.5 [&_dd]:mb-1.5 [&_dd]:break-words @sm:[&_dd]:mb-0 [&_dt]:text-muted-foreground">
        {children}
      </dl>
    </div>
  );
}

const shownNames = 8;

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, shownNames).map((name) => displayText(name));
  const more = names.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${String(more)} more` : ""}`;
}
