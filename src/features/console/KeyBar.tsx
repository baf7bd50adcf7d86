import { useRef, useState } from "react";
import { KeyboardIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { cn } from "@/lib/utils.ts";

const plainKeys = [
  { name: "escape", label: "Esc" },
  { name: "tab", label: "Tab" },
  { name: "left", label: "←" },
  { name: "up", label: "↑" },
  { name: "down", label: "↓" },
  { name: "right", label: "→" },
] as const;

export type BarKey = (typeof plainKeys)[number]["name"];
export type BarModifier = "control" | "alt";

interface KeyBarProps {
  held: ReadonlySet<BarModifier>;
  onHold: (modifier: BarModifier, isDown: boolean) => void;
  onKey: (key: BarKey) => void;
  /** Brings the keyboard of the device up; undefined where the screen does that itself when it is touched. */
  onType: ((text: string) => void) | undefined;
  onEnter: () => void;
  onBackspace: () => void;
}

/** The keys that the keyboard of a phone lacks. */
export function KeyBar({
  held,
  onHold,
  onKey,
  onType,
  onEnter,
  onBackspace,
}: KeyBarProps) {
  return (
    <div
      role="toolbar"
      aria-label="Keys"
      className="hidden shrink-0 gap-1 overflow-x-auto border-t bg-background p-1 pb-[max(0.25rem,env(safe-area-inset-bottom))] pointer-coarse:flex"
    >
      {onType && (
        <KeyboardButton
          onType={onType}
          onEnter={onEnter}
          onBackspace={onBackspace}
        />
      )}
      {(["control", "alt"] as const).map((modifier) => (
        <Button
          key={modifier}
          size="sm"
          variant="outline"
          aria-pressed={held.has(modifier)}
          className={cn(
            "flex-1",
            held.has(modifier) && "bg-primary text-primary-foreground",
          )}
          onClick={() => {
            onHold(modifier, !held.has(modifier));
          }}
        >
          {modifier === "control" ? "Ctrl" : "Alt"}
        </Button>
      ))}
      {plainKeys.map(({ name, label }) => (
        <Button
          key={name}
          size="sm"
          variant="outline"
          aria-label={name}
          className="flex-1"
          onClick={() => {
            onKey(name);
          }}
        >
          {label}
        </Button>
      ))}
    </div>
  );
}

/** A phone shows its keyboard for a text field alone; this one passes on what is typed, and keeps a character to delete. */
function KeyboardButton({
  onType,
  onEnter,
  onBackspace,
}: {
  onType: (text: string) => void;
  onEnter: () => void;
  onBackspace: () => void;
}) {
  const fieldRef = useRef<HTMLTextAreaElement>(null);
  const [isShown, setIsShown] = useState(false);
  return (
    <>
      <Button
        size="sm"
        variant="outline"
        aria-label="Keyboard"
        aria-pressed={isShown}
        className="flex-1"
        onClick={() => {
          if (isShown) fieldRef.current?.blur();
          else fieldRef.current?.focus();
        }}
      >
        <KeyboardIcon aria-hidden />
      </Button>
      <textarea
        ref={fieldRef}
        aria-label="Typed into the guest"
        tabIndex={-1}
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        className="pointer-events-none fixed bottom-0 left-0 size-px opacity-0"
        value="_"
        onFocus={() => {
          setIsShown(true);
        }}
        onBlur={() => {
          setIsShown(false);
        }}
        onChange={({ target, nativeEvent }) => {
          const { inputType, data } = nativeEvent as InputEvent;
          if (inputType.startsWith("delete")) onBackspace();
          else if (inputType === "insertLineBreak") onEnter();
          else if (data) onType(data);
          else onType(target.value.replace(/^_/, ""));
        }}
      />
    </>
  );
}
