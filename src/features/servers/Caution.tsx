import type { ReactNode } from "react";
import { TriangleAlertIcon } from "lucide-react";

/** Something to know that stops nothing. */
export function Caution({ children }: { children: ReactNode }) {
  return (
    <div className="flex gap-2 rounded-md border border-warning/40 bg-warning/10 p-2.5 text-sm">
      <TriangleAlertIcon
        aria-hidden
        className="mt-0.5 size-4 shrink-0 text-warning"
      />
      <div className="min-w-0 flex-1 space-y-2 break-words">{children}</div>
    </div>
  );
}
