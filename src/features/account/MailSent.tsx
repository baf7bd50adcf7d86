import { useLayoutEffect, useRef, type ReactNode } from "react";
import { MailCheckIcon } from "lucide-react";

/** Takes the place of a form, and the focus that was in it. */
export function MailSent({ children }: { children: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    ref.current?.focus();
  }, []);

  return (
    <div
      ref={ref}
      tabIndex={-1}
      role="status"
      className="flex gap-3 rounded-lg border bg-card p-4 outline-none"
    >
      <MailCheckIcon
        aria-hidden
        className="mt-0.5 size-4 shrink-0 text-success"
      />
      <div className="min-w-0 break-words">{children}</div>
    </div>
  );
}
