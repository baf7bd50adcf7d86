import * as z from "zod/mini";
import { FormDialog } from "@/components/FormDialog.tsx";
import { CodeFields } from "@/features/account/CodeFields.tsx";
import { codeFields } from "@/features/account/ownerProof.ts";
import { useRemoveAuthenticator } from "@/hooks/useAuthenticators.ts";
import { useSmallForm } from "@/hooks/useSmallForm.ts";
import { displayText } from "@/lib/displayText.ts";
import type { Authenticator } from "@/lib/secondFactor.ts";
import { toast } from "@/lib/toast.ts";

const codeSchema = z.object(codeFields);

interface RemoveAuthenticatorDialogProps {
  removed: Authenticator;
  /** All that there are. */
  authenticators: readonly Authenticator[];
  onClose: () => void;
}

export default function RemoveAuthenticatorDialog({
  removed,
  authenticators,
  onClose,
}: RemoveAuthenticatorDialogProps) {
  const { mutateAsync: remove } = useRemoveAuthenticator();
  const name = `“${displayText(removed.name) || "Authenticator app"}”`;
  const others = authenticators.filter(({ id }) => id !== removed.id);
  const form = useSmallForm(codeSchema, async (proof) => {
    await remove({ id: removed.id, proof });
    toast.success(
      others.length === 0
        ? "Two-factor sign-in is off"
        : `${name} no longer signs you in`,
    );
    onClose();
  });

  return (
    <FormDialog
      title={`Remove ${name}?`}
      description={
        others.length === 0
          ? "It is your only app: from then on your password alone opens your account."
          : "Its codes no longer sign you in. Any of your apps can prove that this is you."
      }
      verb="Remove"
      isDanger
      form={form}
      onClose={onClose}
    >
      {/* The others first: whoever removes one has most likely lost it. */}
      <CodeFields
        authenticators={[...others, removed]}
        error={form.errors.code}
      />
    </FormDialog>
  );
}
