import * as z from "zod/mini";
import { useState } from "react";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { FormField } from "@/components/FormField.tsx";
import { SubmitButton } from "@/components/SubmitButton.tsx";
import { Input } from "@/components/ui/input.tsx";
import { emailSchema } from "@/features/account/accountFields.ts";
import { MailSent } from "@/features/account/MailSent.tsx";
import { useSmallForm } from "@/hooks/useSmallForm.ts";
import { requestPasswordReset } from "@/lib/account.ts";
import { paths } from "@/lib/paths.ts";

const forgottenPasswordSchema = z.object({ email: emailSchema });

export function ForgottenPasswordForm() {
  const [sentTo, setSentTo] = useState<string>();
  const { errors, error, isPending, formProps } = useSmallForm(
    forgottenPasswordSchema,
    async ({ email }) => {
      await requestPasswordReset(email, paths.resetPassword);
      setSentTo(email);
    },
  );

  if (sentTo) {
    return (
      <MailSent>
        If there is an account for <strong>{sentTo}</strong>, a mail with a link
        is on its way. The link works once, and not for long.
      </MailSent>
    );
  }
  return (
    <form {...formProps} className="space-y-4">
      {error && <ErrorNotice error={error} />}
      <FormField label="E-mail address" error={errors.email}>
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            autoComplete="username"
          />
        )}
      </FormField>
      <SubmitButton isPending={isPending} className="w-full">
        Send the link
      </SubmitButton>
    </form>
  );
}
