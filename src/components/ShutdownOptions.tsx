import { useId } from "react";
import { Checkbox } from "@/components/ui/checkbox.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Label } from "@/components/ui/label.tsx";
import type { VmAction } from "@/lib/types.ts";

/** As it stands in the form. */
export interface ShutdownChoice {
  seconds: string;
  forceStop: boolean;
}

interface ShutdownOptionsProps {
  action: VmAction;
  choice: ShutdownChoice;
  onChange: (choice: ShutdownChoice) => void;
}

/** How long a guest may take to shut down, and what comes after. */
export function ShutdownOptions({
  action,
  choice,
  onChange,
}: ShutdownOptionsProps) {
  const id = useId();
  const { seconds, forceStop } = choice;

  return (
    <div className="space-y-3 text-sm">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Label htmlFor={`${id}-seconds`} className="font-normal">
          Wait for the guest
        </Label>
        <Input
          id={`${id}-seconds`}
          inputMode="numeric"
          maxLength={5}
          placeholder="60"
          aria-describedby={`${id}-help`}
          value={seconds}
          onChange={({ target }) => {
            onChange({ ...choice, seconds: target.value.replace(/\D/g, "") });
          }}
          className="h-8 w-20"
        />
        <span>seconds</span>
        <span
          id={`${id}-help`}
          className="w-full text-xs text-muted-foreground"
        >
          Left empty: as its shutdown order says, else 60.
        </span>
      </div>
      {action === "shutdown" && (
        <Label className="flex items-center gap-2 font-normal">
          <Checkbox
            checked={forceStop}
            onCheckedChange={(isOn) => {
              onChange({ ...choice, forceStop: isOn === true });
            }}
          />
          Cut the power if it is still running then
        </Label>
      )}
    </div>
  );
}
