import { useId, type ReactNode } from "react";
import { cn } from "@/lib/utils.ts";

interface SectionProps {
  title: string;
  /** Behind the title. */
  note?: ReactNode;
  /** Buttons at the end of its line. */
  actions?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** One subject of a guest's page. */
export function Section({
  title,
  note,
  actions,
  className,
  children,
}: SectionProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={cn("min-w-0 rounded-lg border bg-card shadow-xs", className)}
    >
      <header className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-1.5">
        <h2 id={id} className="font-medium">
          {title}
        </h2>
        {note && <span className="text-xs text-muted-foreground">{note}</span>}
        {actions && (
          <div className="ml-auto flex flex-wrap items-center gap-2">
            {actions}
          </div>
        )}
      </header>
      {children}
    </section>
  );
}
