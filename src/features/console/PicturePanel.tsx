import { useId } from "react";
import { Label } from "@/components/ui/label.tsx";
import { NativeSelect } from "@/components/ui/native-select.tsx";
import { Switch } from "@/components/ui/switch.tsx";
import {
  qualities,
  sizes,
  type ConsoleSettings,
  type Quality,
  type Size,
} from "./consoleSettings.ts";

const sizeLabels: Record<Size, string> = {
  fit: "Fitted into the window",
  guest: "The guest follows the window",
  actual: "As large as it is",
};

const qualityLabels: Record<Quality, string> = {
  low: "Low (slow connection)",
  medium: "Medium",
  high: "High",
};

interface PicturePanelProps {
  settings: ConsoleSettings;
  onChange: (changes: Partial<ConsoleSettings>) => void;
  isViewOnly: boolean;
  onViewOnly: (isViewOnly: boolean) => void;
  isDragged: boolean;
  /** Undefined where there is nothing to move. */
  onDragged: ((isDragged: boolean) => void) | undefined;
}

/** How the screen is shown, and whether it is touched. */
export default function PicturePanel({
  settings,
  onChange,
  isViewOnly,
  onViewOnly,
  isDragged,
  onDragged,
}: PicturePanelProps) {
  return (
    <div className="space-y-3">
      <ChoiceRow
        label="Size"
        choices={sizes}
        labels={sizeLabels}
        value={settings.size}
        onChange={(size) => {
          onChange({ size });
        }}
      />
      {settings.size === "guest" && (
        <p className="text-xs text-muted-foreground">
          Takes a graphics driver in the guest that can change its resolution.
          Without one the picture is fitted.
        </p>
      )}
      <ChoiceRow
        label="Quality"
        choices={qualities}
        labels={qualityLabels}
        value={settings.quality}
        onChange={(quality) => {
          onChange({ quality });
        }}
      />
      {onDragged && (
        <SwitchRow
          label="Move the picture by dragging it"
          isOn={isDragged}
          onChange={onDragged}
        />
      )}
      <SwitchRow label="View only" isOn={isViewOnly} onChange={onViewOnly} />
    </div>
  );
}

interface ChoiceRowProps<Choice extends string> {
  label: string;
  choices: readonly Choice[];
  labels: Record<Choice, string>;
  value: Choice;
  onChange: (choice: Choice) => void;
}

function ChoiceRow<Choice extends string>({
  label,
  choices,
  labels,
  value,
  onChange,
}: ChoiceRowProps<Choice>) {
  const id = useId();
  return (
    <div className="flex items-center justify-between gap-3">
      <Label htmlFor={id}>{label}</Label>
      <NativeSelect
        id={id}
        className="w-56"
        value={value}
        onChange={({ target }) => {
          const choice = choices.find((one) => one === target.value);
          if (choice) onChange(choice);
        }}
      >
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {labels[choice]}
          </option>
        ))}
      </NativeSelect>
    </div>
  );
}

interface SwitchRowProps {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

function SwitchRow({ label, isOn, onChange }: SwitchRowProps) {
  return (
    <Label className="flex items-center justify-between gap-3">
      {label}
      <Switch checked={isOn} onCheckedChange={onChange} />
    </Label>
  );
}
