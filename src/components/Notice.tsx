import type { ReactNode } from "react";
import { InfoIcon, TriangleAlertIcon } from "lucide-react";
import { cn } from "@/lib/utils.ts";

interface NoticeProps {
  tone?: "info" | "warning";
  /** Read out when it appears. */
  isLive?: boolean;
  className?: string;
  children: ReactNode;
}

/** A sentence that somebody should see before they go on. */
export function Notice({
  tone = "info",
  isLive = false,
  className,
  children,
}: NoticeProps) {
  const Icon = tone === "warning" ? TriangleAlertIcon : InfoIcon;
  return (
    <div
      {...(isLive && { role: "status" })}
      className={cn(
        "flex gap-2 rounded-md border p-2.5 text-sm",
        tone === "warning"
          ? "border-warning/40 bg-warning/10"
          : "bg-muted/50 text-muted-foreground",
        className,
      )}
    >
      <Icon
        aria-hidden
        className={cn(
          "mt-0.5 size-4 shrink-0",
          tone === "warning" && "text-warning",
        )}
      />
      <div className="min-w-0 flex-1 space-y-2 break-words">{children}</div>
    </div>
  );
}
