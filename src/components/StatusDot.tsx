import { cn } from "@/lib/utils.ts";

export type StatusTone = "good" | "warning" | "bad" | "neutral" | "busy";

const tones: Record<StatusTone, string> = {
  good: "bg-success",
  warning: "bg-warning",
  bad: "bg-destructive",
  neutral: "bg-muted-foreground/50",
  busy: "animate-pulse bg-primary",
};

interface StatusDotProps {
  tone: StatusTone;
  /** What the colour says, for who does not see it. Left out where the word stands beside the dot. */
  label?: string;
  className?: string;
}

export function StatusDot({ tone, label, className }: StatusDotProps) {
  return (
    <span
      className={cn(
        "inline-block size-2 shrink-0 rounded-full",
        tones[tone],
        className,
      )}
      {...(label
        ? { role: "img", "aria-label": label, title: label }
        : { "aria-hidden": true })}
    />
  );
}
