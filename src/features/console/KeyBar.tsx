import { useState, type ReactNode } from "react";
import { Button } from "@/components/ui/button.tsx";
import { cn } from "@/lib/utils.ts";
import {
  barKeyLabels,
  spokenBarKeys,
  type BarKey,
  type BarModifier,
} from "./barKeys.ts";
import { keepFocus } from "./keepFocus.ts";

interface KeyBarProps {
  held: ReadonlySet<BarModifier>;
  isUsable: boolean;
  onHold: (modifier: BarModifier, isDown: boolean) => void;
  onKey: (key: BarKey) => void;
  /** What this kind of console has besides, at both ends. */
  first: ReactNode;
  last: ReactNode;
}

/** Two rows of eight, or one of sixteen: Up stands above Down. */
const upperKeys = [
  "escape",
  "home",
  "end",
  "pageUp",
  "up",
  "pageDown",
  "delete",
] as const;
const arrows = ["left", "down", "right"] as const;
const functionKeys = {
  upper: ["f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8"],
  lower: ["f9", "f10", "f11", "f12", "insert"],
} as const;

/** The keys that the keyboard of a phone lacks. */
export function KeyBar({
  held,
  isUsable,
  onHold,
  onKey,
  first,
  last,
}: KeyBarProps) {
  const [hasFunctionKeys, setHasFunctionKeys] = useState(false);
  const keys = (names: readonly BarKey[]) =>
    names.map((name) => (
      <BarButton
        key={name}
        label={barKeyLabels[name]}
        spoken={spokenBarKeys[name]}
        disabled={!isUsable}
        onPress={() => {
          onKey(name);
        }}
      />
    ));
  const modifier = (name: BarModifier, label: string) => (
    <BarButton
      label={label}
      isOn={held.has(name)}
      disabled={!isUsable}
      onPress={() => {
        onHold(name, !held.has(name));
      }}
    />
  );
  return (
    <div
      role="toolbar"
      aria-label="Keys"
      className="grid shrink-0 grid-cols-8 gap-1 border-t bg-background p-1 pb-[max(0.25rem,env(safe-area-inset-bottom))] md:grid-cols-16"
    >
      {hasFunctionKeys ? (
        keys(functionKeys.upper)
      ) : (
        <>
          {first}
          {keys(upperKeys)}
        </>
      )}
      <BarButton
        label="Fn"
        spoken="Function keys"
        isOn={hasFunctionKeys}
        onPress={() => {
          setHasFunctionKeys(!hasFunctionKeys);
        }}
      />
      {hasFunctionKeys ? (
        keys(functionKeys.lower)
      ) : (
        <>
          {keys(["tab"])}
          {modifier("control", "Ctrl")}
          {modifier("alt", "Alt")}
          {keys(arrows)}
          {last}
        </>
      )}
    </div>
  );
}

interface BarButtonProps {
  label: ReactNode;
  spoken?: string | undefined;
  /** Of a key that stays down; undefined for one that does not. */
  isOn?: boolean;
  disabled?: boolean;
  onPress: () => void;
}

export function BarButton({
  label,
  spoken,
  isOn,
  disabled,
  onPress,
}: BarButtonProps) {
  return (
    <Button
      size="sm"
      variant="outline"
      aria-label={spoken}
      aria-pressed={isOn}
      disabled={disabled}
      className={cn(
        "min-w-0 px-0 text-xs has-[>svg]:px-0",
        isOn &&
          "bg-primary text-primary-foreground hover:bg-primary hover:text-primary-foreground dark:bg-primary dark:hover:bg-primary",
      )}
      onMouseDown={keepFocus}
      onClick={onPress}
    >
      {label}
    </Button>
  );
}
