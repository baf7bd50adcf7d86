import type { ReactNode } from "react";

interface PageHeaderProps {
  title: string;
  description?: ReactNode;
  /** Buttons at the end of the line. */
  children?: ReactNode;
}

/** The one `h1` of a page, which is also its title in the browser. */
export function PageHeader({ title, description, children }: PageHeaderProps) {
  return (
    <header className="mb-4 flex flex-wrap items-start justify-between gap-x-4 gap-y-3 md:mb-5">
      <title>{`${title} · Muster`}</title>
      <div className="min-w-0 flex-[1_1_9rem]">
        <h1 className="text-lg font-semibold tracking-tight">{title}</h1>
        {description && <p className="text-muted-foreground">{description}</p>}
      </div>
      {children && (
        <div className="flex flex-wrap items-center gap-2">{children}</div>
      )}
    </header>
  );
}
