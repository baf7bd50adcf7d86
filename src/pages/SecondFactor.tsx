import { AccountFrame } from "@/features/account/AccountFrame.tsx";
import { SecondFactorForm } from "@/features/account/SecondFactorForm.tsx";

/** Between the password and the page that was asked for. */
export default function SecondFactor() {
  return (
    <AccountFrame
      title="Enter your code"
      description="From the authenticator app of your account"
    >
      <SecondFactorForm />
    </AccountFrame>
  );
}
