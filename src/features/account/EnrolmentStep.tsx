import { useLayoutEffect, useRef } from "react";
import { Copyable } from "@/components/Copyable.tsx";
import { textLinkStyle } from "@/components/TextLink.tsx";
import { CodeFields } from "@/features/account/CodeFields.tsx";
import type { Enrolment } from "@/lib/secondFactor.ts";

interface EnrolmentStepProps {
  enrolment: Enrolment;
  error: string | undefined;
}

/** What goes into the app, and the code that comes out of it. */
export function EnrolmentStep({
  enrolment: { id, qrCode, secret, uri },
  error,
}: EnrolmentStepProps) {
  const codeRef = useRef<HTMLInputElement>(null);

  useLayoutEffect(() => {
    // The field that had the focus has gone.
    codeRef.current?.focus({ preventScroll: true });
  }, []);

  return (
    <>
      <div className="flex flex-col items-center gap-4 sm:flex-row sm:items-start">
        <img
          src={qrCode}
          alt="QR code for the authenticator app"
          // Apps want dark on light, with a margin, whatever the theme.
          className="size-44 shrink-0 rounded-lg border bg-white p-3"
        />
        <div className="w-full min-w-0 space-y-3 text-sm">
          <div className="space-y-1">
            <p className="text-muted-foreground">
              Or enter this secret in the app:
            </p>
            <Copyable
              value={secret}
              label="the secret"
              className="[&_code]:break-normal"
            >
              {secret.replaceAll(/(.{4})(?=.)/g, "$1 ")}
            </Copyable>
          </div>
          {uri.startsWith("otpauth:") && (
            <p className="text-muted-foreground">
              Is the app on this device?{" "}
              <a href={uri} className={textLinkStyle}>
                Open it
              </a>
            </p>
          )}
        </div>
      </div>
      <CodeFields
        authenticators={[{ id, name: "" }]}
        error={error}
        codeRef={codeRef}
      />
    </>
  );
}
