import { useState } from "react";
import { useLocation } from "react-router-dom";
import { TextLink } from "@/components/TextLink.tsx";
import { AccountFrame } from "@/features/account/AccountFrame.tsx";
import { MailSent } from "@/features/account/MailSent.tsx";
import { SignUpForm } from "@/features/account/SignUpForm.tsx";
import { paths } from "@/lib/paths.ts";

export default function SignUp() {
  const [mailSentTo, setMailSentTo] = useState<string>();
  const { search } = useLocation();

  return (
    <AccountFrame
      title={mailSentTo ? "Confirm your address" : "Create an account"}
      description={mailSentTo ? undefined : "Your servers are yours alone"}
      footer={
        <>
          {mailSentTo ? "Confirmed?" : "Have an account?"}{" "}
          <TextLink to={{ pathname: paths.signIn, search }}>Sign in</TextLink>
        </>
      }
    >
      {mailSentTo ? (
        <MailSent>
          We sent a mail to <strong>{mailSentTo}</strong>. Open the link in it
          to finish.
        </MailSent>
      ) : (
        <SignUpForm onMailSent={setMailSentTo} />
      )}
    </AccountFrame>
  );
}
