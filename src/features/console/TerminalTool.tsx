import type { LucideIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { cn } from "@/lib/utils.ts";
import { keepFocus } from "./keepFocus.ts";

interface TerminalToolProps {
  label: string;
  icon: LucideIcon;
  /** How it is done without the button. */
  shortcut?: string;
  /** Of a tool that is on or off. */
  isOn?: boolean;
  disabled?: boolean;
  className?: string;
  onClick: () => void;
}

export function TerminalTool({
  label,
  icon: Icon,
  shortcut,
  isOn,
  disabled,
  className,
  onClick,
}: TerminalToolProps) {
  return (
    <Button
      type="button"
      size="icon-sm"
      variant="ghost"
      aria-label={label}
      title={shortcut ? `${label} (${shortcut})` : label}
      aria-pressed={isOn}
      disabled={disabled}
      className={cn(isOn && "bg-accent", className)}
      onMouseDown={keepFocus}
      onClick={onClick}
    >
      <Icon aria-hidden />
    </Button>
  );
}
