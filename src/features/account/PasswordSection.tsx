import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { FormField } from "@/components/FormField.tsx";
import { PasswordInput } from "@/components/PasswordInput.tsx";
import { SubmitButton } from "@/components/SubmitButton.tsx";
import { changePasswordSchema } from "@/features/account/accountForms.ts";
import { SettingsSection } from "@/features/account/SettingsSection.tsx";
import { useFormSubmit } from "@/hooks/useFormSubmit.ts";
import { useSessionUser } from "@/hooks/useSession.ts";
import { changePassword } from "@/lib/account.ts";
import { toast } from "@/lib/toast.ts";

export function PasswordSection() {
  const { email } = useSessionUser();
  const form = useForm({
    resolver: zodResolver(changePasswordSchema),
    defaultValues: { current: "", password: "" },
  });
  const { errors, isSubmitting } = form.formState;
  const { error, handleSubmit } = useFormSubmit(
    form,
    async ({ current, password }) => {
      const { othersSignedOut } = await changePassword(
        email,
        current,
        password,
      );
      form.reset();
      if (othersSignedOut) {
        toast.success("Password changed", {
          description: "Your other devices have to sign in again.",
        });
      } else {
        toast.warning("Password changed", {
          description: "But your other devices could not be signed out.",
        });
      }
    },
  );

  return (
    <SettingsSection
      title="Password"
      description="A new one signs your other devices out."
    >
      <form
        noValidate
        onSubmit={(event) => void handleSubmit(event)}
        className="space-y-4"
      >
        {error && <ErrorNotice error={error} />}
        {/* For password managers: whose password this is. */}
        <input hidden readOnly autoComplete="username" value={email} />
        <FormField label="Present password" error={errors.current?.message}>
          {(control) => (
            <PasswordInput
              {...control}
              {...form.register("current")}
              autoComplete="current-password"
            />
          )}
        </FormField>
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
        <SubmitButton isPending={isSubmitting} variant="outline">
          Change password
        </SubmitButton>
      </form>
    </SettingsSection>
  );
}
