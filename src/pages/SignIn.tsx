import { useLocation } from "react-router-dom";
import { TextLink } from "@/components/TextLink.tsx";
import { AccountFrame } from "@/features/account/AccountFrame.tsx";
import { SignInForm } from "@/features/account/SignInForm.tsx";
import { paths } from "@/lib/paths.ts";

export default function SignIn() {
  const { search } = useLocation();

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
      <SignInForm />
    </AccountFrame>
  );
}
