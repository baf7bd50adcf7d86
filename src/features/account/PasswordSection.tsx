import * as z from "zod/mini";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { SubmitButton } from "@/components/SubmitButton.tsx";
import { newPasswordSchema } from "@/features/account/accountFields.ts";
import { OwnerFields } from "@/features/account/OwnerFields.tsx";
import { ownerFields, ownerProof } from "@/features/account/ownerProof.ts";
import { PasswordField } from "@/features/account/PasswordField.tsx";
import { SettingsSection } from "@/features/account/SettingsSection.tsx";
import { useSmallForm } from "@/hooks/useSmallForm.ts";
import { useSessionUser } from "@/hooks/useSession.ts";
import { changePassword } from "@/lib/ownAccount.ts";
import { toast } from "@/lib/toast.ts";

const changePasswordSchema = z.object({
  ...ownerFields,
  password: newPasswordSchema,
});

export function PasswordSection() {
  const { email } = useSessionUser();
  const { errors, error, isPending, formProps } = useSmallForm(
    changePasswordSchema,
    async (values, form) => {
      const { othersSignedOut } = await changePassword(
        ownerProof(email, values),
        values.password,
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
        <OwnerFields email={email} errors={errors} />
        <PasswordField label="New password" error={errors.password} isNew />
        <SubmitButton isPending={isPending} variant="outline">
          Change password
        </SubmitButton>
      </form>
    </SettingsSection>
  );
}
