import * as z from "zod/mini";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { FormField } from "@/components/FormField.tsx";
import { PasswordInput } from "@/components/PasswordInput.tsx";
import { SubmitButton } from "@/components/SubmitButton.tsx";
import {
  newPasswordSchema,
  presentPasswordSchema,
} from "@/features/account/accountFields.ts";
import { SettingsSection } from "@/features/account/SettingsSection.tsx";
import { useSmallForm } from "@/hooks/useSmallForm.ts";
import { useSessionUser } from "@/hooks/useSession.ts";
import { changePassword } from "@/lib/account.ts";
import { toast } from "@/lib/toast.ts";

const changePasswordSchema = z.object({
  current: presentPasswordSchema,
  password: newPasswordSchema,
});

export function PasswordSection() {
  const { email } = useSessionUser();
  const { errors, error, isPending, formProps } = useSmallForm(
    changePasswordSchema,
    async ({ current, password }, form) => {
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
      <form {...formProps} className="space-y-4">
        {error && <ErrorNotice error={error} />}
        {/* For password managers: whose password this is. */}
        <input hidden readOnly autoComplete="username" value={email} />
        <FormField label="Present password" error={errors.current}>
          {(control) => (
            <PasswordInput
              {...control}
              name="current"
              autoComplete="current-password"
            />
          )}
        </FormField>
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
        <SubmitButton isPending={isPending} variant="outline">
          Change password
        </SubmitButton>
      </form>
    </SettingsSection>
  );
}
