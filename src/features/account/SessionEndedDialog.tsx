import * as z from "zod/mini";
import { useQueryClient } from "@tanstack/react-query";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { SubmitButton } from "@/components/SubmitButton.tsx";
import { Button } from "@/components/ui/button.tsx";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog.tsx";
import { presentPasswordSchema } from "@/features/account/accountFields.ts";
import { PasswordField } from "@/features/account/PasswordField.tsx";
import { SecondFactorForm } from "@/features/account/SecondFactorForm.tsx";
import { useSmallForm } from "@/hooks/useSmallForm.ts";
import { useSession, useSessionUser } from "@/hooks/useSession.ts";
import { signIn } from "@/lib/account.ts";
import { signOut } from "@/lib/session.ts";

const sessionEndedSchema = z.object({ password: presentPasswordSchema });

/** Over the page, not instead of it: what was typed there is kept. It goes by itself when its owner is signed in again. */
export default function SessionEndedDialog() {
  const session = useSession();
  const queryClient = useQueryClient();
  const isCodeNeeded = session.status === "ended" && session.isCodeNeeded;
  const handleSignedIn = () => queryClient.invalidateQueries();

  return (
    <Dialog open>
      <DialogContent showCloseButton={false} className="sm:max-w-sm">
        <DialogHeader>
          <DialogTitle>
            {isCodeNeeded ? "Enter your code" : "Sign in again"}
          </DialogTitle>
          <DialogDescription>
            {isCodeNeeded
              ? "From the authenticator app of your account."
              : "Your session has ended."}{" "}
            What you have entered on this page is kept.
          </DialogDescription>
        </DialogHeader>
        {isCodeNeeded ? (
          <SecondFactorForm onDone={handleSignedIn} />
        ) : (
          <SignInAgainForm onDone={handleSignedIn} />
        )}
      </DialogContent>
    </Dialog>
  );
}

function SignInAgainForm({ onDone }: { onDone: () => Promise<void> }) {
  const { email } = useSessionUser();
  const { errors, error, isPending, formProps } = useSmallForm(
    sessionEndedSchema,
    async ({ password }) => {
      await signIn({ email, password });
      await onDone();
    },
  );

  return (
    <form {...formProps} className="space-y-4">
      {error && <ErrorNotice error={error} />}
      <PasswordField
        label={`Password of ${email}`}
        error={errors.password}
        owner={email}
      />
      <DialogFooter>
        <Button
          type="button"
          variant="ghost"
          onClick={() => void signOut("local")}
        >
          Sign out
        </Button>
        <SubmitButton isPending={isPending}>Sign in</SubmitButton>
      </DialogFooter>
    </form>
  );
}
