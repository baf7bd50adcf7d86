import { useId, type ReactNode } from "react";

interface PanelProps {
  title: string;
  /** A link or a choice at the end of the heading's line. */
  aside?: ReactNode;
  children: ReactNode;
}

export function Panel({ title, aside, children }: PanelProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="min-w-0 overflow-hidden rounded-lg border bg-card shadow-xs"
    >
      <header className="flex min-h-11 items-center justify-between gap-3 border-b px-3.5 py-1.5">
        <h2 id={id} className="font-medium">
          {title}
        </h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
