import { Label } from "@/components/ui/label.tsx";
import { NativeSelect } from "@/components/ui/native-select.tsx";
import { Switch } from "@/components/ui/switch.tsx";
import { qualities, type ConsoleSettings } from "./consoleSettings.ts";

const qualityLabels = {
  low: "Low (slow connection)",
  medium: "Medium",
  high: "High",
} as const;

interface PicturePanelProps {
  settings: ConsoleSettings;
  onChange: (changes: Partial<ConsoleSettings>) => void;
  isViewOnly: boolean;
  onViewOnly: (isViewOnly: boolean) => void;
}

/** How the screen is shown, and whether it is touched. */
export default function PicturePanel({
  settings,
  onChange,
  isViewOnly,
  onViewOnly,
}: PicturePanelProps) {
  return (
    <div className="space-y-3">
      <SwitchRow
        label="Fit into the window"
        isOn={settings.isScaled}
        onChange={(isScaled) => {
          onChange({ isScaled });
        }}
      />
      <SwitchRow label="View only" isOn={isViewOnly} onChange={onViewOnly} />
      <div className="flex items-center justify-between gap-3">
        <Label htmlFor="console-quality">Quality</Label>
        <NativeSelect
          id="console-quality"
          className="w-44"
          value={settings.quality}
          onChange={({ target }) => {
            const quality = qualities.find((one) => one === target.value);
            if (quality) onChange({ quality });
          }}
        >
          {qualities.map((quality) => (
            <option key={quality} value={quality}>
              {qualityLabels[quality]}
            </option>
          ))}
        </NativeSelect>
      </div>
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
