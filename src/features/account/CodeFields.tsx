import type { Ref } from "react";
import { FormField } from "@/components/FormField.tsx";
import { Input } from "@/components/ui/input.tsx";
import {
  NativeSelect,
  NativeSelectOption,
} from "@/components/ui/native-select.tsx";
import { displayText } from "@/lib/displayText.ts";
import type { Authenticator } from "@/lib/secondFactor.ts";

interface CodeFieldsProps {
  /** The apps whose code will do. */
  authenticators: readonly Pick<Authenticator, "id" | "name">[];
  error: string | undefined;
  codeRef?: Ref<HTMLInputElement>;
}

/** The code of an authenticator app, and of which one if there are several. */
export function CodeFields({
  authenticators,
  error,
  codeRef,
}: CodeFieldsProps) {
  const [first, ...others] = authenticators;
  return (
    <>
      {others.length === 0 ? (
        <input type="hidden" name="factorId" value={first?.id ?? ""} />
      ) : (
        <FormField label="App">
          {(control) => (
            <NativeSelect {...control} name="factorId">
              {authenticators.map(({ id, name }) => (
                <NativeSelectOption key={id} value={id}>
                  {displayText(name) || "Authenticator app"}
                </NativeSelectOption>
              ))}
            </NativeSelect>
          )}
        </FormField>
      )}
      <FormField label="Code" error={error} hint="Six digits, from the app">
        {(control) => (
          <Input
            {...control}
            ref={codeRef}
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            spellCheck={false}
            maxLength={9}
            className="font-mono tracking-widest"
          />
        )}
      </FormField>
    </>
  );
}
