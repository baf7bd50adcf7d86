import { useLocation } from "react-router-dom";
import { TextLink } from "@/components/TextLink.tsx";
import { AccountFrame } from "@/features/account/AccountFrame.tsx";
import { SignInForm } from "@/features/account/SignInForm.tsx";
import { useSession } from "@/hooks/useSession.ts";
import { paths } from "@/lib/paths.ts";

export default function SignIn() {
  const { search } = useLocation();
  const session = useSession();

  return (
    <AccountFrame
      title="Sign in"
      description="All your Proxmox VE servers in one place"
      footer={
        <>
          New here?{" "}
          <TextLink to={{ pathname: paths.signUp, search }}>
            Create an account
          </TextLink>
        </>
      }
    >
      {session.status === "signed-out" && session.isAccountDeleted && (
        <p role="status" className="mb-4 rounded-lg border bg-card p-3">
          Your account is deleted, with everything that belonged to it.
        </p>
      )}
      <SignInForm />
    </AccountFrame>
  );
}
