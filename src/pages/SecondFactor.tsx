import { AccountFrame } from "@/features/account/AccountFrame.tsx";
import { SecondFactorForm } from "@/features/account/SecondFactorForm.tsx";
import { useSessionUser } from "@/hooks/useSession.ts";

/** Between the password and the page that was asked for. */
export default function SecondFactor() {
  const { email } = useSessionUser();
  return (
    <AccountFrame
      title="Enter your code"
      description={`From the authenticator app, for ${email}`}
    >
      <SecondFactorForm />
    </AccountFrame>
  );
}
