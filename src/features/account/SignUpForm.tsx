import * as z from "zod/mini";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { FormField } from "@/components/FormField.tsx";
import { SubmitButton } from "@/components/SubmitButton.tsx";
import { Input } from "@/components/ui/input.tsx";
import {
  emailSchema,
  newPasswordSchema,
} from "@/features/account/accountFields.ts";
import { PasswordField } from "@/features/account/PasswordField.tsx";
import { useSmallForm } from "@/hooks/useSmallForm.ts";
import { signUp } from "@/lib/account.ts";
import { paths } from "@/lib/paths.ts";
import { personNameSchema } from "@/lib/types.ts";

const signUpSchema = z.object({
  name: personNameSchema,
  email: emailSchema,
  password: newPasswordSchema,
});

interface SignUpFormProps {
  /** The account is made, but its address has to be confirmed by the link of a mail first. */
  onMailSent: (email: string) => void;
}

export function SignUpForm({ onMailSent }: SignUpFormProps) {
  const { errors, error, isPending, formProps } = useSmallForm(
    signUpSchema,
    async (values) => {
      const next = await signUp(values, paths.dashboard);
      if (next === "confirm") onMailSent(values.email);
    },
  );

  return (
    <form {...formProps} className="space-y-4">
      {error && <ErrorNotice error={error} />}
      <FormField label="Name" error={errors.name}>
        {(control) => <Input {...control} name="name" autoComplete="name" />}
      </FormField>
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
      <PasswordField label="Password" error={errors.password} isNew />
      <SubmitButton isPending={isPending} className="w-full">
        Create account
      </SubmitButton>
    </form>
  );
}
