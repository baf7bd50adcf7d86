import { Navigate } from "react-router-dom";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { Link } from "@/components/Link.tsx";
import { Splash } from "@/components/Splash.tsx";
import { Button } from "@/components/ui/button.tsx";
import { AccountFrame } from "@/features/account/AccountFrame.tsx";
import { ResetPasswordForm } from "@/features/account/ResetPasswordForm.tsx";
import { useSession } from "@/hooks/useSession.ts";
import { paths } from "@/lib/paths.ts";
import { startSession } from "@/lib/session.ts";
import { toast } from "@/lib/toast.ts";
import SecondFactor from "@/pages/SecondFactor.tsx";

/** Where the link of the mail leads. Only that link opens this page: who is merely signed in has to know the present password. */
export default function ResetPassword() {
  const session = useSession();

  if (session.status === "pending") return <Splash />;
  if (session.status === "unreachable") {
    return (
      <AccountFrame title="Choose a new password">
        <ErrorNotice
          error={session.error}
          onRetry={() => void startSession()}
        />
      </AccountFrame>
    );
  }
  if (session.status === "signed-out") {
    return (
      <AccountFrame
        title="This link is no longer valid"
        description="A link works once, and not for long. Ask for a new one."
      >
        <Button asChild className="w-full">
          <Link to={paths.forgottenPassword}>Ask for a new link</Link>
        </Button>
      </AccountFrame>
    );
  }
  // Auth takes a new password from nobody else.
  if (session.status === "code-needed") return <SecondFactor />;
  if (!session.user.isRecovering) {
    return <Navigate replace to={paths.dashboard} />;
  }
  const { email } = session.user;
  return (
    <AccountFrame
      title="Choose a new password"
      description={`For your account ${email}`}
    >
      <ResetPasswordForm
        email={email}
        onChanged={() => {
          toast.success("Password changed");
        }}
      />
    </AccountFrame>
  );
}
