import * as z from "zod/mini";
import { useQueryClient } from "@tanstack/react-query";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { FormField } from "@/components/FormField.tsx";
import { PasswordInput } from "@/components/PasswordInput.tsx";
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
import { useSmallForm } from "@/hooks/useSmallForm.ts";
import { useSessionUser } from "@/hooks/useSession.ts";
import { signIn } from "@/lib/account.ts";
import { signOut } from "@/lib/session.ts";

const sessionEndedSchema = z.object({ password: presentPasswordSchema });

/** Over the page, not instead of it: what was typed there is kept. It goes by itself when its owner is signed in again. */
export default function SessionEndedDialog() {
  const { email } = useSessionUser();
  const queryClient = useQueryClient();
  const { errors, error, isPending, formProps } = useSmallForm(
    sessionEndedSchema,
    async ({ password }) => {
      await signIn({ email, password });
      await queryClient.invalidateQueries();
    },
  );

  return (
    <Dialog open>
      <DialogContent showCloseButton={false} className="sm:max-w-sm">
        <form {...formProps} className="space-y-4">
          <DialogHeader>
            <DialogTitle>Sign in again</DialogTitle>
            <DialogDescription>
              Your session has ended. What you have entered on this page is
              kept.
            </DialogDescription>
          </DialogHeader>
          {error && <ErrorNotice error={error} />}
          <input hidden readOnly autoComplete="username" value={email} />
          <FormField label={`Password of ${email}`} error={errors.password}>
            {(control) => (
              <PasswordInput
                {...control}
                name="password"
                autoComplete="current-password"
              />
            )}
          </FormField>
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
      </DialogContent>
    </Dialog>
  );
}
