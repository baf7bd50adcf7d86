import * as z from "zod/mini";
import { useLayoutEffect, useRef } from "react";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { SubmitButton } from "@/components/SubmitButton.tsx";
import { Button } from "@/components/ui/button.tsx";
import { CodeFields } from "@/features/account/CodeFields.tsx";
import { codeFields } from "@/features/account/ownerProof.ts";
import { useSmallForm } from "@/hooks/useSmallForm.ts";
import { giveCode, knownAuthenticators } from "@/lib/secondFactor.ts";
import { signOut } from "@/lib/session.ts";

const codeSchema = z.object(codeFields);

/** The second half of a sign-in; it goes by itself when the code was right. */
export function SecondFactorForm({ onDone }: { onDone?: () => Promise<void> }) {
  const codeRef = useRef<HTMLInputElement>(null);
  const { errors, error, isPending, formProps } = useSmallForm(
    codeSchema,
    async (proof) => {
      await giveCode(proof);
      await onDone?.();
    },
  );

  useLayoutEffect(() => {
    // It takes the place of the form that had the focus, before a key can be lost.
    codeRef.current?.focus();
  }, []);

  return (
    <form {...formProps} className="space-y-4">
      {error && <ErrorNotice error={error} />}
      <CodeFields
        authenticators={knownAuthenticators()}
        error={errors.code}
        codeRef={codeRef}
      />
      <div className="space-y-2">
        <SubmitButton isPending={isPending} className="w-full">
          Continue
        </SubmitButton>
        <Button
          type="button"
          variant="ghost"
          className="w-full text-muted-foreground"
          onClick={() => void signOut("local")}
        >
          Use another account
        </Button>
      </div>
    </form>
  );
}
