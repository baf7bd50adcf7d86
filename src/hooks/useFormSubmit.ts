import { useState } from "react";
import type { FieldPath, FieldValues, UseFormReturn } from "react-hook-form";
import { toAppError } from "@/lib/errors.ts";
import type { AppError } from "@/lib/types.ts";

/** Sends a form. Fields that the server refuses are said beside them; `error` is what is left to say for the whole form. */
export function useFormSubmit<
  Values extends FieldValues,
  Context,
  Output extends FieldValues,
>(
  form: UseFormReturn<Values, Context, Output>,
  submit: (values: Output) => Promise<void>,
) {
  const [error, setError] = useState<AppError>();

  const handleSubmit = form.handleSubmit(async (values) => {
    setError(undefined);
    try {
      await submit(values);
    } catch (failure) {
      setError(showFieldErrors(form, toAppError(failure)));
    }
  });

  return { error, handleSubmit };
}

function showFieldErrors<Values extends FieldValues, Context, Output>(
  form: UseFormReturn<Values, Context, Output>,
  error: AppError,
): AppError | undefined {
  const names = Object.keys(form.getValues());
  const refused = Object.entries(error.fields ?? {});
  const shown = refused.filter(([name]) => names.includes(name));
  shown.forEach(([name, message], index) => {
    // It has just been found among the form's own.
    form.setError(
      name as FieldPath<Values>,
      { type: "server", message },
      { shouldFocus: index === 0 },
    );
  });
  const isAllShown = shown.length > 0 && shown.length === refused.length;
  return isAllShown ? undefined : error;
}
