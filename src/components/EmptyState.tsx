import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/utils.ts";

interface EmptyStateProps {
  icon: LucideIcon;
  title: string;
  /** 1 where it is the whole page. */
  headingLevel?: 1 | 2;
  /** What to do next. */
  children?: ReactNode;
  /** The button that does it. */
  action?: ReactNode;
  className?: string;
}

export function EmptyState({
  icon: Icon,
  title,
  headingLevel = 2,
  children,
  action,
  className,
}: EmptyStateProps) {
  const Heading = `h${headingLevel}` as const;

  return (
    <div
      className={cn(
        "flex flex-col items-center rounded-lg border border-dashed px-6 py-12 text-center",
        className,
      )}
    >
      <div className="flex size-10 items-center justify-center rounded-lg border bg-card shadow-xs">
        <Icon aria-hidden className="size-5 text-muted-foreground" />
      </div>
      <Heading className="mt-4 font-medium">{title}</Heading>
      {children && (
        <div className="mt-1 max-w-sm text-balance text-muted-foreground">
          {children}
        </div>
      )}
      {action && <div className="mt-5">{action}</div>}
    </div>
  );
}
