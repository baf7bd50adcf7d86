import { CodeFields } from "@/features/account/CodeFields.tsx";
import { PasswordField } from "@/features/account/PasswordField.tsx";
import { useAskedAuthenticators } from "@/hooks/useAuthenticators.ts";

interface OwnerFieldsProps {
  email: string;
  errors: { current?: string; code?: string };
}

/** The proof that the account is theirs: the present password, and a code of who has an app. */
export function OwnerFields({ email, errors }: OwnerFieldsProps) {
  const authenticators = useAskedAuthenticators();
  return (
    <>
      <PasswordField
        label="Present password"
        name="current"
        error={errors.current}
        owner={email}
      />
      {authenticators.length > 0 && (
        <CodeFields authenticators={authenticators} error={errors.code} />
      )}
    </>
  );
}
