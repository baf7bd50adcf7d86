import * as z from "zod/mini";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { FormField } from "@/components/FormField.tsx";
import { SubmitButton } from "@/components/SubmitButton.tsx";
import { TextLink } from "@/components/TextLink.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Input } from "@/components/ui/input.tsx";
import {
  emailSchema,
  presentPasswordSchema,
} from "@/features/account/accountFields.ts";
import { PasswordField } from "@/features/account/PasswordField.tsx";
import { useSmallForm } from "@/hooks/useSmallForm.ts";
import { signIn } from "@/lib/account.ts";
import { environment } from "@/lib/env.ts";
import { paths } from "@/lib/paths.ts";

const signInSchema = z.object({
  email: emailSchema,
  password: presentPasswordSchema,
});

/** Who is signed in is led on by the guard of routes.tsx. */
export function SignInForm() {
  const { errors, error, isPending, fill, formProps } = useSmallForm(
    signInSchema,
    signIn,
  );
  const { demo } = environment();

  return (
    <form {...formProps} className="space-y-4">
      {demo && (
        <div className="flex items-center justify-between gap-3 rounded-lg border bg-card p-3">
          <p>
            <span className="block font-medium">This is a demo</span>
            <span className="text-muted-foreground">
              with simulated servers
            </span>
          </p>
          <Button
            type="button"
            variant="outline"
            size="sm"
            onClick={() => {
              fill(demo);
            }}
          >
            Fill in the login
          </Button>
        </div>
      )}
      {error && <ErrorNotice error={error} />}
      <FormField label="E-mail address" error={errors.email}>
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            autoComplete="username"
          />
        )}
      </FormField>
      <PasswordField label="Password" error={errors.password} />
      <SubmitButton isPending={isPending} className="w-full">
        Sign in
      </SubmitButton>
      <p className="text-center">
        <TextLink
          to={paths.forgottenPassword}
          className="font-normal text-muted-foreground hover:text-foreground"
        >
          Forgotten your password?
        </TextLink>
      </p>
    </form>
  );
}
