import { useEffect } from "react";
import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { FormField } from "@/components/FormField.tsx";
import { PasswordInput } from "@/components/PasswordInput.tsx";
import { SubmitButton } from "@/components/SubmitButton.tsx";
import { TextLink } from "@/components/TextLink.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Input } from "@/components/ui/input.tsx";
import { signInSchema } from "@/features/account/accountForms.ts";
import { useFormSubmit } from "@/hooks/useFormSubmit.ts";
import { signIn } from "@/lib/account.ts";
import { environment } from "@/lib/env.ts";
import { paths } from "@/lib/paths.ts";

/** Who is signed in is led on by the guard of routes.tsx. */
export function SignInForm() {
  const form = useForm({
    resolver: zodResolver(signInSchema),
    defaultValues: { email: "", password: "" },
  });
  const { errors, isSubmitting } = form.formState;
  const { error, handleSubmit } = useFormSubmit(form, signIn);
  const { demo } = environment();

  const { setFocus } = form;
  useEffect(() => {
    // Not on a phone, where it would bring up the keyboard before anything was read.
    if (window.matchMedia("(pointer: fine)").matches) setFocus("email");
  }, [setFocus]);

  return (
    <form
      noValidate
      onSubmit={(event) => void handleSubmit(event)}
      className="space-y-4"
    >
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
              form.reset(demo);
              setFocus("password");
            }}
          >
            Fill in the login
          </Button>
        </div>
      )}
      {error && <ErrorNotice error={error} />}
      <FormField label="E-mail address" error={errors.email?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register("email")}
            type="email"
            autoComplete="username"
          />
        )}
      </FormField>
      <FormField label="Password" error={errors.password?.message}>
        {(control) => (
          <PasswordInput
            {...control}
            {...form.register("password")}
            autoComplete="current-password"
          />
        )}
      </FormField>
      <SubmitButton isPending={isSubmitting} className="w-full">
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
