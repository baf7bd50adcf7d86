import * as z from "zod/mini";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { SubmitButton } from "@/components/SubmitButton.tsx";
import { newPasswordSchema } from "@/features/account/accountFields.ts";
import { PasswordField } from "@/features/account/PasswordField.tsx";
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
      <PasswordField
        label="New password"
        error={errors.password}
        isNew
        owner={email}
      />
      <SubmitButton isPending={isPending} className="w-full">
        Change password
      </SubmitButton>
    </form>
  );
}
