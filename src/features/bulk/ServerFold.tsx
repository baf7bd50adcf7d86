import type { ReactNode } from "react";
import { ChevronRightIcon } from "lucide-react";
import { displayText } from "@/lib/displayText.ts";

interface ServerFoldProps {
  serverName: string;
  /** Whether it is open at first. */
  isOpen: boolean;
  /** What the line tells beside the name. */
  counts: ReactNode;
  children: ReactNode;
}

/** One server's part of a bulk action, folded to a line. */
export function ServerFold({
  serverName,
  isOpen,
  counts,
  children,
}: ServerFoldProps) {
  return (
    <li>
      <details className="group" open={isOpen}>
        <summary className="flex min-h-9 cursor-pointer list-none items-center gap-2 px-3 py-1.5 outline-none hover:bg-accent/60 focus-visible:bg-accent pointer-coarse:min-h-11 [&::-webkit-details-marker]:hidden">
          <ChevronRightIcon
            aria-hidden
            className="size-3.5 shrink-0 text-muted-foreground transition-transform group-open:rotate-90"
          />
          <span className="min-w-0 flex-1 truncate font-medium">
            {displayText(serverName)}
          </span>
          {counts}
        </summary>
        {children}
      </details>
    </li>
  );
}
