import * as z from "zod/mini";
import { useState } from "react";
import { FormDialog } from "@/components/FormDialog.tsx";
import { FormField } from "@/components/FormField.tsx";
import { Input } from "@/components/ui/input.tsx";
import { EnrolmentStep } from "@/features/account/EnrolmentStep.tsx";
import { codeFields } from "@/features/account/ownerProof.ts";
import { useConfirmAuthenticator } from "@/hooks/useAuthenticators.ts";
import { useSmallForm } from "@/hooks/useSmallForm.ts";
import {
  beginEnrolment,
  type Authenticator,
  type Enrolment,
} from "@/lib/secondFactor.ts";
import { toast } from "@/lib/toast.ts";

const nameSchema = z.object({
  name: z
    .string()
    .check(
      z.trim(),
      z.minLength(1, "Enter a name"),
      z.maxLength(60, "Use at most 60 characters"),
    ),
});
const codeSchema = z.object(codeFields);

interface AddAuthenticatorDialogProps {
  /** Those that there are. */
  authenticators: readonly Authenticator[];
  onClose: () => void;
}

/** First a name, because Auth knows no renaming; then what the app scans, and its first code. */
export default function AddAuthenticatorDialog({
  authenticators,
  onClose,
}: AddAuthenticatorDialogProps) {
  const [enrolment, setEnrolment] = useState<Enrolment>();
  const { mutateAsync: confirm } = useConfirmAuthenticator();
  const isFirst = authenticators.length === 0;
  const nameForm = useSmallForm(nameSchema, async ({ name }) => {
    setEnrolment(await beginEnrolment(name));
  });
  const codeForm = useSmallForm(codeSchema, async (proof) => {
    await confirm(proof);
    toast.success(
      isFirst ? "Two-factor sign-in is on" : "The app is added",
      isFirst
        ? { description: "Your other devices have to sign in again." }
        : undefined,
    );
    onClose();
  });

  return (
    <FormDialog
      title={isFirst ? "Set up an authenticator app" : "Add an app"}
      description={
        enrolment
          ? "Scan this with the app, then enter the code that it shows."
          : "Any app that shows six digits for a sign-in will do: Aegis, 2FAS, Google Authenticator, or your password manager."
      }
      verb={enrolment ? "Turn on" : "Continue"}
      form={enrolment ? codeForm : nameForm}
      onClose={onClose}
    >
      {enrolment ? (
        <EnrolmentStep enrolment={enrolment} error={codeForm.errors.code} />
      ) : (
        <FormField
          label="Name"
          error={nameForm.errors.name}
          hint="So that you know it from another one later"
        >
          {(control) => (
            <Input
              {...control}
              name="name"
              autoComplete="off"
              defaultValue={freeName(authenticators)}
            />
          )}
        </FormField>
      )}
    </FormDialog>
  );
}

function freeName(authenticators: readonly Authenticator[]): string {
  const taken = new Set(authenticators.map(({ name }) => name));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? "Phone" : `Phone ${String(number)}`;
    if (!taken.has(name)) return name;
  }
}
