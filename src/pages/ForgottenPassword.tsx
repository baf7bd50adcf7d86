import { TextLink } from "@/components/TextLink.tsx";
import { AccountFrame } from "@/features/account/AccountFrame.tsx";
import { ForgottenPasswordForm } from "@/features/account/ForgottenPasswordForm.tsx";
import { paths } from "@/lib/paths.ts";

export default function ForgottenPassword() {
  return (
    <AccountFrame
      title="Forgotten password"
      description="We send you a link with which you can choose a new one"
      footer={<TextLink to={paths.signIn}>Back to sign in</TextLink>}
    >
      <ForgottenPasswordForm />
    </AccountFrame>
  );
}
