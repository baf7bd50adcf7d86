import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { FormField } from "@/components/FormField.tsx";
import { PasswordInput } from "@/components/PasswordInput.tsx";
import { SubmitButton } from "@/components/SubmitButton.tsx";
import { resetPasswordSchema } from "@/features/account/accountForms.ts";
import { useFormSubmit } from "@/hooks/useFormSubmit.ts";
import { setPassword } from "@/lib/account.ts";

interface ResetPasswordFormProps {
  email: string;
  onChanged: () => void;
}

export function ResetPasswordForm({
  email,
  onChanged,
}: ResetPasswordFormProps) {
  const form = useForm({
    resolver: zodResolver(resetPasswordSchema),
    defaultValues: { password: "" },
  });
  const { errors, isSubmitting } = form.formState;
  const { error, handleSubmit } = useFormSubmit(form, async ({ password }) => {
    await setPassword(password);
    onChanged();
  });

  return (
    <form
      noValidate
      onSubmit={(event) => void handleSubmit(event)}
      className="space-y-4"
    >
      {error && <ErrorNotice error={error} />}
      {/* For password managers: whose password this is. */}
      <input hidden readOnly autoComplete="username" value={email} />
      <FormField
        label="New password"
        error={errors.password?.message}
        hint="8 characters or more"
      >
        {(control) => (
          <PasswordInput
            {...control}
            {...form.register("password")}
            autoComplete="new-password"
          />
        )}
      </FormField>
      <SubmitButton isPending={isSubmitting} className="w-full">
        Change password
      </SubmitButton>
    </form>
  );
}
