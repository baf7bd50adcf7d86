import { FormField } from "@/components/FormField.tsx";
import { PasswordInput } from "@/components/PasswordInput.tsx";

interface PasswordFieldProps {
  label: string;
  name?: string;
  error: string | undefined;
  /** To be chosen, not remembered. */
  isNew?: boolean;
  /** For password managers: whose password this is, where no field above says so. */
  owner?: string;
}

export function PasswordField({
  label,
  name = "password",
  error,
  isNew = false,
  owner,
}: PasswordFieldProps) {
  return (
    <>
      {owner !== undefined && (
        <input hidden readOnly autoComplete="username" value={owner} />
      )}
      <FormField
        label={label}
        error={error}
        hint={isNew && "8 characters or more"}
      >
        {(control) => (
          <PasswordInput
            {...control}
            name={name}
            autoComplete={isNew ? "new-password" : "current-password"}
          />
        )}
      </FormField>
    </>
  );
}
