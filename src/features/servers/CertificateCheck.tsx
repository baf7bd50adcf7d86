import { useId, useState } from "react";
import { ShieldAlertIcon, ShieldQuestionIcon } from "lucide-react";
import { Copyable } from "@/components/Copyable.tsx";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { SubmitButton } from "@/components/SubmitButton.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Checkbox } from "@/components/ui/checkbox.tsx";
import {
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog.tsx";
import type { AppError } from "@/lib/types.ts";
import { cn } from "@/lib/utils.ts";
import { CertificateDetails, CertificateFacts } from "./CertificateDetails.tsx";
import type {
  CertificateQuestion,
  TrustBefore,
} from "./certificateQuestion.ts";
import { Fingerprint } from "./Fingerprint.tsx";

interface CertificateCheckProps {
  question: CertificateQuestion;
  /** Where it was presented: host and port. */
  address: string;
  /** What is being done since it was confirmed. */
  progress: string | undefined;
  /** What the other button does: go back, or close. */
  backLabel: string;
  /** What went wrong after it was confirmed. */
  error?: AppError | undefined;
  onConfirm: () => void;
  onBack: () => void;
}

/** Shows a certificate beside where Proxmox VE shows it, and asks whether it is the same. Nothing has been sent by then. */
export function CertificateCheck({
  question,
  address,
  progress,
  backLabel,
  error,
  onConfirm,
  onBack,
}: CertificateCheckProps) {
  const { certificate, before, isPublic } = question;
  const [isCompared, setIsCompared] = useState(false);
  const checkboxId = useId();
  const isPending = progress !== undefined;

  return (
    <form
      className="min-w-0 space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        onConfirm();
      }}
    >
      <DialogHeader>
        <DialogTitle className="flex items-center gap-2">
          {before ? (
            <ShieldAlertIcon
              aria-hidden
              className="size-5 shrink-0 text-destructive"
            />
          ) : (
            <ShieldQuestionIcon
              aria-hidden
              className="size-5 shrink-0 text-primary"
            />
          )}
          {before ? changeWords(before).title : "Is this your server?"}
        </DialogTitle>
        <DialogDescription>
          {before
            ? changeWords(before).text
            : "Proxmox VE signs its certificates itself, so it has to be recognised once. Compare the fingerprint; nothing has been sent yet."}
        </DialogDescription>
      </DialogHeader>
      <div className={cn("grid gap-3", before && "sm:grid-cols-2")}>
        {before && <Before before={before} />}
        <section
          aria-label={before ? "Presented now" : "Presented certificate"}
          className="min-w-0 rounded-md border p-3"
        >
          <h3 className="mb-2 text-sm font-medium break-words">
            {before ? "Presented now by " : "Presented by "}
            <span className="font-mono text-xs font-normal">{address}</span>
          </h3>
          <CertificateDetails certificate={certificate} />
          {isPublic && (
            <p className="mt-2 text-xs">
              A public authority vouches for it under this host name.
            </p>
          )}
        </section>
      </div>
      <WhereToLook />
      {before && (
        <div className="flex items-start gap-2.5 rounded-md border border-destructive/40 bg-destructive/10 p-3">
          <Checkbox
            id={checkboxId}
            checked={isCompared}
            className="mt-0.5 bg-background"
            onCheckedChange={(checked) => {
              setIsCompared(checked === true);
            }}
          />
          <label htmlFor={checkboxId} className="text-sm">
            I have compared the new fingerprint with what the node itself shows,
            and they are the same.
          </label>
        </div>
      )}
      {error && <ErrorNotice error={error} />}
      <DialogFooter className="sticky -bottom-6 -mx-6 -mb-6 flex-row flex-wrap justify-end border-t bg-background px-6 py-4">
        <Button
          type="button"
          variant="ghost"
          disabled={isPending}
          onClick={onBack}
        >
          {backLabel}
        </Button>
        <SubmitButton
          isPending={isPending}
          variant={before ? "destructive" : "default"}
          disabled={before !== undefined && !isCompared}
        >
          {progress ?? (before ? "Trust the new one" : "This is my server")}
        </SubmitButton>
      </DialogFooter>
    </form>
  );
}

/** What people can compare with, on a way that does not lead through Muster. */
function WhereToLook() {
  return (
    <section aria-label="Where Proxmox VE shows it" className="text-sm">
      <h3 className="font-medium">Where Proxmox VE shows it</h3>
      <ul className="mt-1 list-disc space-y-1 pl-5 text-muted-foreground">
        <li>
          On its web page: the node → System → Certificates, the row{" "}
          <code className="font-mono text-xs whitespace-nowrap text-foreground">
            pveproxy-ssl.pem
          </code>
          , or{" "}
          <code className="font-mono text-xs whitespace-nowrap text-foreground">
            pve-ssl.pem
          </code>{" "}
          if there is no such row.
        </li>
        <li>
          In its shell:{" "}
          <Copyable
            value="pvenode cert info"
            label="command"
            className="text-foreground"
          />
        </li>
      </ul>
    </section>
  );
}

function Before({ before }: { before: TrustBefore }) {
  const { authority, fingerprint, pinned_certificate } = before;
  const known = authority ?? pinned_certificate;
  return (
    <section
      aria-label="Trusted until now"
      className="min-w-0 rounded-md border p-3"
    >
      <h3 className="mb-2 text-sm font-medium">
        Trusted until now: {beforeWords[before.trust_mode]}
      </h3>
      {known && <CertificateDetails certificate={known} />}
      {/* One whose certificate has never been met, only entered. */}
      {!known && fingerprint !== null && (
        <CertificateFacts>
          <dt>Fingerprint</dt>
          <dd>
            <Fingerprint value={fingerprint} />
          </dd>
        </CertificateFacts>
      )}
    </section>
  );
}

const beforeWords: Record<TrustBefore["trust_mode"], string> = {
  system: "certificates of public authorities",
  ca: "certificates signed by this CA",
  pin: "this certificate alone",
  insecure: "any certificate",
};

interface Words {
  title: string;
  text: string;
}

/** By what the old trust says of the new certificate. */
function changeWords({ refusal, trust_mode }: TrustBefore): Words {
  if (refusal === "tls_expired") {
    return {
      title: "The certificate has expired",
      text: "Renew it on the node (pvecm updatecerts --force), and nothing is to be done here. To go on with the old one until then, compare it first.",
    };
  }
  if (refusal === "tls_name") {
    return {
      title: "The certificate is for another name",
      text: "What answers may be another machine. Go on only if its names below are your server’s, and the fingerprint is the same.",
    };
  }
  if (trust_mode === "system") {
    return {
      title: "No public authority vouches for it",
      text: "The certificate is not a public one. If that is your Proxmox VE’s own, compare its fingerprint. Nothing has been sent.",
    };
  }
  return {
    title: "The certificate has changed",
    text: "Muster has stopped and sends nothing to it. That is harmless if you have reinstalled the server or given it another certificate. If you know of no reason, somebody may sit between: trust nothing, and find out first.",
  };
}
