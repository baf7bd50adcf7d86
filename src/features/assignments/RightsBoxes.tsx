import type { Rights } from "@/lib/assignments.ts";
import { cn } from "@/lib/utils.ts";

interface RightsBoxesProps {
  /** Whose rights these are, for who does not see what stands beside them. */
  label: string;
  rights: Rights;
  /** Without it none of the others holds. Only by way of the API is it off, and on again with the next change. */
  canView?: boolean;
  onChange: (rights: Rights) => void;
  isDisabled?: boolean;
  className?: string;
}

/** View cannot be taken away: who may use a guest sees it. */
export function RightsBoxes({
  label,
  rights,
  canView = true,
  onChange,
  isDisabled = false,
  className,
}: RightsBoxesProps) {
  return (
    <div
      role="group"
      aria-label={label}
      className={cn("flex flex-wrap items-center gap-x-3", className)}
    >
      <Box
        label="View"
        isChecked={canView}
        isDisabled={isDisabled || canView}
        onChange={() => {
          onChange(rights);
        }}
      />
      <Box
        label="Console"
        isChecked={rights.can_console}
        isDisabled={isDisabled}
        onChange={(can_console) => {
          onChange({ ...rights, can_console });
        }}
      />
      <Box
        label="Power"
        isChecked={rights.can_power}
        isDisabled={isDisabled}
        onChange={(can_power) => {
          onChange({ ...rights, can_power });
        }}
      />
    </div>
  );
}

interface BoxProps {
  label: string;
  isChecked: boolean;
  isDisabled: boolean;
  onChange: (isChecked: boolean) => void;
}

function Box({ label, isChecked, isDisabled, onChange }: BoxProps) {
  return (
    <label className="flex min-h-8 cursor-pointer items-center gap-1.5 has-disabled:cursor-default has-disabled:text-muted-foreground pointer-coarse:min-h-11">
      <input
        type="checkbox"
        checked={isChecked}
        disabled={isDisabled}
        onChange={({ target }) => {
          onChange(target.checked);
        }}
        className="size-4 accent-primary pointer-coarse:size-5"
      />
      {label}
    </label>
  );
}
