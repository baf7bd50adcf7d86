import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { FormField } from "@/components/FormField.tsx";
import { PasswordInput } from "@/components/PasswordInput.tsx";
import { SubmitButton } from "@/components/SubmitButton.tsx";
import { Input } from "@/components/ui/input.tsx";
import { signUpSchema } from "@/features/account/accountForms.ts";
import { useFormSubmit } from "@/hooks/useFormSubmit.ts";
import { signUp } from "@/lib/account.ts";
import { paths } from "@/lib/paths.ts";

interface SignUpFormProps {
  /** The account is made, but its address has to be confirmed by the link of a mail first. */
  onMailSent: (email: string) => void;
}

export function SignUpForm({ onMailSent }: SignUpFormProps) {
  const form = useForm({
    resolver: zodResolver(signUpSchema),
    defaultValues: { name: "", email: "", password: "" },
  });
  const { errors, isSubmitting } = form.formState;
  const { error, handleSubmit } = useFormSubmit(form, async (values) => {
    const next = await signUp(values, paths.dashboard);
    if (next === "confirm") onMailSent(values.email);
  });

  return (
    <form
      noValidate
      onSubmit={(event) => void handleSubmit(event)}
      className="space-y-4"
    >
      {error && <ErrorNotice error={error} />}
      <FormField label="Name" error={errors.name?.message}>
        {(control) => (
          <Input {...control} {...form.register("name")} autoComplete="name" />
        )}
      </FormField>
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
      <FormField
        label="Password"
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
        Create account
      </SubmitButton>
    </form>
  );
}
