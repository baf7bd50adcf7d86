import { Suspense, lazy, useState } from "react";
import { ShieldCheckIcon, SmartphoneIcon } from "lucide-react";
import { Notice } from "@/components/Notice.tsx";
import { QueryContent } from "@/components/QueryContent.tsx";
import { Button } from "@/components/ui/button.tsx";
import { SettingsSection } from "@/features/account/SettingsSection.tsx";
import { useAdminStanding } from "@/hooks/useAdminStanding.ts";
import { useAuthenticators } from "@/hooks/useAuthenticators.ts";
import { useTimeZone } from "@/hooks/useDateTime.ts";
import { displayText } from "@/lib/displayText.ts";
import { formatDateTime } from "@/lib/format.ts";
import type { Authenticator } from "@/lib/secondFactor.ts";

const AddAuthenticatorDialog = lazy(
  () => import("@/features/account/AddAuthenticatorDialog.tsx"),
);
const RemoveAuthenticatorDialog = lazy(
  () => import("@/features/account/RemoveAuthenticatorDialog.tsx"),
);

export function TwoFactorSection() {
  const authenticators = useAuthenticators();
  return (
    <SettingsSection
      title="Two-factor sign-in"
      description="Besides the password, a code that an app on your phone shows."
    >
      <div className="space-y-4">
        <AdminNotice />
        <QueryContent
          query={authenticators}
          what="your authenticator apps"
          skeletonClassName="h-9"
        >
          {(data) =>
            data ? <Authenticators authenticators={data} /> : <NotHere />
          }
        </QueryContent>
      </div>
    </SettingsSection>
  );
}

function AdminNotice() {
  const { data: standing } = useAdminStanding();
  return standing === "needs-second-factor" ? (
    <Notice tone="warning">
      You are an administrator, and this installation gives administrators their
      rights only in a session with a second factor. Until then you see and do
      what everybody does.
    </Notice>
  ) : null;
}

/** Auth of `npm start`; a Supabase project's has it. */
function NotHere() {
  return (
    <p className="text-muted-foreground">
      Not available here: the sign-in service of this installation knows no
      second factor. That of a Supabase project does.
    </p>
  );
}

function Authenticators({
  authenticators,
}: {
  authenticators: readonly Authenticator[];
}) {
  const [dialog, setDialog] = useState<"add" | { removed: Authenticator }>();
  const handleClose = () => {
    setDialog(undefined);
  };

  return (
    <div className="space-y-4">
      {authenticators.length === 0 ? (
        <p className="text-muted-foreground">
          Off: whoever knows your password can sign in.
        </p>
      ) : (
        <ul className="divide-y rounded-lg border">
          {authenticators.map((authenticator) => (
            <AuthenticatorRow
              key={authenticator.id}
              authenticator={authenticator}
              onRemove={() => {
                setDialog({ removed: authenticator });
              }}
            />
          ))}
        </ul>
      )}
      {authenticators.length === 1 && (
        <Notice>
          Add a second app as a spare, on another device. If you lose your only
          one, nobody but the operator can let you in again.
        </Notice>
      )}
      <Button
        variant="outline"
        onClick={() => {
          setDialog("add");
        }}
      >
        <ShieldCheckIcon aria-hidden />
        {authenticators.length === 0 ? "Set up an app" : "Add another app"}
      </Button>
      {dialog && (
        <Suspense>
          {dialog === "add" ? (
            <AddAuthenticatorDialog
              authenticators={authenticators}
              onClose={handleClose}
            />
          ) : (
            <RemoveAuthenticatorDialog
              removed={dialog.removed}
              authenticators={authenticators}
              onClose={handleClose}
            />
          )}
        </Suspense>
      )}
    </div>
  );
}

interface AuthenticatorRowProps {
  authenticator: Authenticator;
  onRemove: () => void;
}

function AuthenticatorRow({
  authenticator: { name, created_at },
  onRemove,
}: AuthenticatorRowProps) {
  const timeZone = useTimeZone();
  const shownName = displayText(name) || "Authenticator app";
  return (
    <li className="flex items-center gap-3 py-2 pr-2 pl-3">
      <SmartphoneIcon
        aria-hidden
        className="size-4 shrink-0 text-muted-foreground"
      />
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words">{shownName}</p>
        <p className="text-xs text-muted-foreground">
          Since {formatDateTime(created_at, timeZone)}
        </p>
      </div>
      <Button
        variant="ghost"
        size="sm"
        className="pointer-coarse:h-11"
        aria-label={`Remove ${shownName}`}
        onClick={onRemove}
      >
        Remove
      </Button>
    </li>
  );
}
