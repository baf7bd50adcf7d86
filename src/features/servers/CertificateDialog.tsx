import { useState, type ReactNode } from "react";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { Button } from "@/components/ui/button.tsx";
import { OpenDialog } from "@/components/OpenDialog.tsx";
import {
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { useServerCertificate } from "@/hooks/useServerChanges.ts";
import { displayText } from "@/lib/displayText.ts";
import { toAppError } from "@/lib/errors.ts";
import {
  hostWithPort,
  type AppError,
  type Certificate,
  type ConnectionTest,
  type Server,
} from "@/lib/types.ts";
import { CertificateCheck } from "./CertificateCheck.tsx";
import { CertificateDetails } from "./CertificateDetails.tsx";
import {
  judgeCertificate,
  type CertificateQuestion,
} from "./certificateQuestion.ts";
import { SavedReport } from "./SavedReport.tsx";
import { useSaveServer } from "./useSaveServer.ts";

interface CertificateDialogProps {
  server: Server;
  onClose: () => void;
}

/** Looks at what a saved server presents now; if it does not fit, shows old and new and asks. */
export default function CertificateDialog({
  server,
  onClose,
}: CertificateDialogProps) {
  return (
    <OpenDialog
      onClose={onClose}

      className="sm:max-w-xl"
    >
      <CertificateOf server={server} onClose={onClose} />
    </OpenDialog>
  );
}

function CertificateOf({ server, onClose }: CertificateDialogProps) {
  const { data, error, isFetching, refetch } = useServerCertificate(server.id);
  // What it is compared with must not change under the eyes either.
  const [base] = useState(server);
  const [saved, setSaved] = useState<{
    server: Server;
    test: ConnectionTest;
  }>();
  const { save, progress } = useSaveServer(base);
  const [failure, setFailure] = useState<AppError>();
  const [newQuestion, setNewQuestion] = useState<CertificateQuestion>();

  async function handleConfirm(confirmed: string) {
    const { name, host, port, is_active } = base;
    setFailure(undefined);
    try {
      const result = await save({ name, host, port, is_active }, { confirmed });
      if ("question" in result) setNewQuestion(result.question);
      else if ("server" in result && result.test)
        setSaved({ server: result.server, test: result.test });
      else onClose();
    } catch (reason) {
      setFailure(toAppError(reason));
    }
  }

  if (saved) return <SavedReport {...saved} onClose={onClose} />;
  if (!data) {
    return (
      <Frame name={server.name} onClose={onClose}>
        {error ? (
          <ErrorNotice
            error={error}
            isRetrying={isFetching}
            onRetry={() => void refetch()}
          />
        ) : (
          <div role="status">
            <span className="sr-only">Reading the certificate</span>
            <Skeleton className="h-32" />
          </div>
        )}
      </Frame>
    );
  }

  const verdict = newQuestion
    ? { question: newQuestion }
    : judgeCertificate(data, base, undefined);
  if (!("question" in verdict)) {
    return (
      <Fitting
        name={server.name}
        certificate={data.certificate}
        onClose={onClose}
      />
    );
  }
  const { question } = verdict;
  return (
    <CertificateCheck
      key={question.certificate.fingerprint}
      question={question}
      address={hostWithPort(base.host, base.port)}
      progress={progress}
      error={failure}
      backLabel="Close"
      onBack={onClose}
      onConfirm={() => {
        void handleConfirm(question.certificate.fingerprint);
      }}
    />
  );
}

interface FittingProps {
  name: string;
  certificate: Certificate | null;
  onClose: () => void;
}

function Fitting({ name, certificate, onClose }: FittingProps) {
  return (
    <Frame name={name} onClose={onClose}>
      <p className="text-sm">
        The certificate that is presented now fits what you trust. There is
        nothing to do.
      </p>
      {certificate && <CertificateDetails certificate={certificate} />}
    </Frame>
  );
}

interface FrameProps {
  name: string;
  onClose: () => void;
  children: ReactNode;
}

function Frame({ name, onClose, children }: FrameProps) {
  return (
    <div className="min-w-0 space-y-4">
      <DialogHeader>
        <DialogTitle className="break-words">
          Certificate of {displayText(name)}
        </DialogTitle>
        <DialogDescription>
          What it presents now, read without sending anything.
        </DialogDescription>
      </DialogHeader>
      {children}
      <DialogFooter>
        <Button variant="outline" onClick={onClose}>
          Close
        </Button>
      </DialogFooter>
    </div>
  );
}
