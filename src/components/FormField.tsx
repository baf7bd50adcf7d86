import { useId, type ReactNode } from "react";
import { Label } from "@/components/ui/label.tsx";
import { cn } from "@/lib/utils.ts";

/** What the input must be given, so that its label, hint and error are read out with it. */
export interface FieldControlProps {
  id: string;
  "aria-invalid": boolean | undefined;
  "aria-describedby": string | undefined;
}

interface FormFieldProps {
  label: string;
  error?: string | undefined;
  hint?: ReactNode;
  /** Said behind the label, for the few fields that may stay empty. */
  isOptional?: boolean;
  className?: string;
  /** `{(control) => <Input {...control} {...register("name")} />}` */
  children: (control: FieldControlProps) => ReactNode;
}

export function FormField({
  label,
  error,
  hint,
  isOptional = false,
  className,
  children,
}: FormFieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = [error && errorId, hint && hintId].filter(Boolean);

  return (
    <div className={cn("space-y-1.5", className)}>
      <Label htmlFor={id}>
        {label}
        {isOptional && (
          <span className="font-normal text-muted-foreground">optional</span>
        )}
      </Label>
      {children({
        id,
        "aria-invalid": error ? true : undefined,
        "aria-describedby": describedBy.join(" ") || undefined,
      })}
      {error && (
        <p id={errorId} className="text-sm text-destructive">
          {error}
        </p>
      )}
      {hint && (
        <div id={hintId} className="text-xs text-muted-foreground">
          {hint}
        </div>
      )}
    </div>
  );
}
