import { ShieldCheckIcon, ShieldOffIcon } from "lucide-react";
import type { TrustMode } from "@/lib/types.ts";
import { cn } from "@/lib/utils.ts";
import { trustNote } from "@/lib/serverStatus.ts";

interface TrustNoteProps {
  mode: TrustMode;
  /** Until when the certificate is valid. */
  validTo?: string | undefined;
}

/** What is trusted from now on, and what that means for the day on which the certificate is renewed. */
export function TrustNote({ mode, validTo }: TrustNoteProps) {
  const isInsecure = mode === "insecure";
  const Icon = isInsecure ? ShieldOffIcon : ShieldCheckIcon;
  return (
    <p
      className={cn(
        "flex gap-2 text-sm",
        isInsecure &&
          "rounded-md border border-destructive/40 bg-destructive/10 p-2.5",
      )}
    >
      <Icon
        aria-hidden
        className={cn(
          "mt-0.5 size-4 shrink-0",
          isInsecure ? "text-destructive" : "text-success",
        )}
      />
      <span>{trustNote(mode, validTo)}</span>
    </p>
  );
}
