import { useRef, useState, type ChangeEvent, type SubmitEvent } from "react";
import type * as z from "zod/mini";
import { toAppError } from "@/lib/errors.ts";
import type { AppError } from "@/lib/types.ts";

type Errors<Field extends string> = Partial<Record<Field, string>>;

/**
 * A form of a few text fields: the browser keeps their values, the schema judges them. react-hook-form is for forms whose fields
 * depend on each other; its 14 KB are a tenth of what the sign-in page may weigh.
 */
export function useSmallForm<Schema extends z.ZodMiniObject>(
  schema: Schema,
  submit: (values: z.output<Schema>, form: HTMLFormElement) => Promise<void>,
) {
  type Field = Extract<keyof Schema["shape"], string>;
  const formRef = useRef<HTMLFormElement>(null);
  const [errors, setErrors] = useState<Errors<Field>>({});
  const [error, setError] = useState<AppError>();
  const [isPending, setIsPending] = useState(false);

  const isField = (name: string): name is Field => name in schema.shape;

  function judge(form: HTMLFormElement) {
    const result = schema.safeParse(Object.fromEntries(new FormData(form)));
    const found: Errors<Field> = {};
    for (const { path, message } of result.error?.issues ?? []) {
      const name = String(path[0]);
      if (isField(name)) found[name] ??= message;
    }
    return { result, found };
  }

  function refuse(form: HTMLFormElement, found: Errors<Field>) {
    setErrors(found);
    const [first] = Object.keys(schema.shape).filter((name) => name in found);
    const input = first ? form.elements.namedItem(first) : null;
    if (input instanceof HTMLElement) input.focus();
  }

  async function send(form: HTMLFormElement) {
    const { result, found } = judge(form);
    setError(undefined);
    if (!result.success) {
      refuse(form, found);
      return;
    }
    setErrors({});
    setIsPending(true);
    try {
      await submit(result.data, form);
    } catch (failure) {
      const appError = toAppError(failure);
      const fields = Object.entries(appError.fields ?? {});
      const shown = fields.filter(([name]) => isField(name));
      refuse(form, Object.fromEntries(shown) as Errors<Field>);
      // What is not said beside a field is said above the form.
      if (shown.length === 0 || shown.length < fields.length) {
        setError(appError);
      }
    } finally {
      setIsPending(false);
    }
  }

  return {
    errors,
    error,
    isPending,
    /** Puts values into the fields, as if they had been typed. */
    fill: (values: Partial<Record<Field, string>>) => {
      for (const [name, value] of Object.entries(values)) {
        const input = formRef.current?.elements.namedItem(name);
        if (input instanceof HTMLInputElement) input.value = String(value);
      }
      setErrors({});
      setError(undefined);
    },
    formProps: {
      ref: formRef,
      noValidate: true,
      onSubmit: (event: SubmitEvent<HTMLFormElement>) => {
        event.preventDefault();
        // A dialog's form is inside of a page's form to React, though not to the browser.
        event.stopPropagation();
        if (!isPending) void send(event.currentTarget);
      },
      /** What was refused is judged again while it is mended. */
      onChange: ({ target, currentTarget }: ChangeEvent<HTMLFormElement>) => {
        const name = (target as unknown as HTMLInputElement).name;
        if (!isField(name) || errors[name] === undefined) return;
        setErrors({ ...errors, [name]: judge(currentTarget).found[name] });
      },
    },
  };
}
