import { useId, type ReactNode } from "react";
import { FormField } from "@/components/FormField.tsx";
import { Checkbox } from "@/components/ui/checkbox.tsx";
import { Input } from "@/components/ui/input.tsx";
import type { VmAction } from "@/lib/types.ts";
import { takesTimeout, timeoutError, type BulkForm } from "./bulkOptions.ts";

interface BulkOptionsProps {
  action: VmAction;
  form: BulkForm;
  onChange: (form: BulkForm) => void;
}

/** What Proxmox VE can be told along with an action. */
export function BulkOptions({ action, form, onChange }: BulkOptionsProps) {
  return (
    <>
      {takesTimeout(action) && (
        <FormField
          label="Seconds to wait for each"
          isOptional
          error={timeoutError(form)}
          hint="Without it, each guest's own setting, or Proxmox VE's 60 s."
        >
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              autoComplete="off"
              className="w-32"
              value={form.timeout}
              onChange={({ target }) => {
                onChange({ ...form, timeout: target.value });
              }}
            />
          )}
        </FormField>
      )}
      {action === "shutdown" && (
        <Choice
          isChecked={form.forceStop}
          onChange={(forceStop) => {
            onChange({ ...form, forceStop });
          }}
        >
          Cut the power of those that are still running then
        </Choice>
      )}
      {action === "stop" && (
        <Choice
          isChecked={form.overruleShutdown}
          onChange={(overruleShutdown) => {
            onChange({ ...form, overruleShutdown });
          }}
        >
          Break off shutdowns that are running (Proxmox VE 8.2 and newer)
        </Choice>
      )}
    </>
  );
}

function Choice({
  isChecked,
  onChange,
  children,
}: {
  isChecked: boolean;
  onChange: (isChecked: boolean) => void;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <label
      htmlFor={id}
      className="flex items-center gap-2 text-sm pointer-coarse:min-h-11"
    >
      <Checkbox
        id={id}
        checked={isChecked}
        onCheckedChange={(checked) => {
          onChange(checked === true);
        }}
      />
      {children}
    </label>
  );
}
