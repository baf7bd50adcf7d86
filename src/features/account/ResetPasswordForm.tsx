import * as z from "zod/mini";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { FormField } from "@/components/FormField.tsx";
import { PasswordInput } from "@/components/PasswordInput.tsx";
import { SubmitButton } from "@/components/SubmitButton.tsx";
import { newPasswordSchema } from "@/features/account/accountFields.ts";
import { useSmallForm } from "@/hooks/useSmallForm.ts";
import { setPassword } from "@/lib/account.ts";

const resetPasswordSchema = z.object({ password: newPasswordSchema });

interface ResetPasswordFormProps {
  email: string;
  onChanged: () => void;
}

export function ResetPasswordForm({
  email,
  onChanged,
}: ResetPasswordFormProps) {
  const { errors, error, isPending, formProps } = useSmallForm(
    resetPasswordSchema,
    async ({ password }) => {
      await setPassword(password);
      onChanged();
    },
  );

  return (
    <form {...formProps} className="space-y-4">
      {error && <ErrorNotice error={error} />}
      {/* For password managers: whose password this is. */}
      <input hidden readOnly autoComplete="username" value={email} />
      <FormField
        label="New password"
        error={errors.password}
        hint="8 characters or more"
      >
        {(control) => (
          <PasswordInput
            {...control}
            name="password"
            autoComplete="new-password"
          />
        )}
      </FormField>
      <SubmitButton isPending={isPending} className="w-full">
        Change password
      </SubmitButton>
    </form>
  );
}
