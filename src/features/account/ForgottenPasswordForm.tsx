import { useState } from "react";
import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { FormField } from "@/components/FormField.tsx";
import { SubmitButton } from "@/components/SubmitButton.tsx";
import { Input } from "@/components/ui/input.tsx";
import { forgottenPasswordSchema } from "@/features/account/accountForms.ts";
import { MailSent } from "@/features/account/MailSent.tsx";
import { useFormSubmit } from "@/hooks/useFormSubmit.ts";
import { requestPasswordReset } from "@/lib/account.ts";
import { paths } from "@/lib/paths.ts";

export function ForgottenPasswordForm() {
  const [sentTo, setSentTo] = useState<string>();
  const form = useForm({
    resolver: zodResolver(forgottenPasswordSchema),
    defaultValues: { email: "" },
  });
  const { errors, isSubmitting } = form.formState;
  const { error, handleSubmit } = useFormSubmit(form, async ({ email }) => {
    await requestPasswordReset(email, paths.resetPassword);
    setSentTo(email);
  });

  if (sentTo) {
    return (
      <MailSent>
        If there is an account for <strong>{sentTo}</strong>, a mail with a link
        is on its way. The link works once, and not for long.
      </MailSent>
    );
  }
  return (
    <form
      noValidate
      onSubmit={(event) => void handleSubmit(event)}
      className="space-y-4"
    >
      {error && <ErrorNotice error={error} />}
      <FormField label="E-mail address" error={errors.email?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register("email")}
            type="email"
            autoComplete="username"
          />
        )}
      </FormField>
      <SubmitButton isPending={isSubmitting} className="w-full">
        Send the link
      </SubmitButton>
    </form>
  );
}
