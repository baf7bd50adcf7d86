import { useId, type ReactNode } from "react";
import { Checkbox } from "@/components/ui/checkbox.tsx";
import { Label } from "@/components/ui/label.tsx";

interface CheckFieldProps {
  name: string;
  label: string;
  isCheckedAtFirst?: boolean;
  hint?: ReactNode;
}

/** A yes or no of a form; the browser keeps it. */
export function CheckField({
  name,
  label,
  isCheckedAtFirst = false,
  hint,
}: CheckFieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div className="flex gap-2.5">
      <Checkbox
        id={id}
        name={name}
        defaultChecked={isCheckedAtFirst}
        aria-describedby={hint ? hintId : undefined}
        className="mt-0.5"
      />
      <div className="min-w-0 space-y-1 pt-px">
        <Label htmlFor={id}>{label}</Label>
        {hint && (
          <p id={hintId} className="text-xs text-muted-foreground">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
