import type { LucideIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";

interface TerminalToolProps {
  label: string;
  icon: LucideIcon;
  className?: string;
  onClick: () => void;
}

export function TerminalTool({
  label,
  icon: Icon,
  className,
  onClick,
}: TerminalToolProps) {
  return (
    <Button
      size="icon-sm"
      variant="ghost"
      aria-label={label}
      title={label}
      className={className}
      onClick={onClick}
    >
      <Icon aria-hidden />
    </Button>
  );
}
