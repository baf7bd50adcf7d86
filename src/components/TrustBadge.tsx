import { ShieldCheckIcon, ShieldOffIcon } from "lucide-react";
import { Badge } from "@/components/ui/badge.tsx";
import type { TrustMode } from "@/lib/types.ts";
import { trustExplanation, trustLabel } from "@/lib/serverStatus.ts";

interface TrustBadgeProps {
  mode: TrustMode;
}

/** Red where nothing is verified, wherever the server stands. */
export function TrustBadge({ mode }: TrustBadgeProps) {
  const isInsecure = mode === "insecure";
  const Icon = isInsecure ? ShieldOffIcon : ShieldCheckIcon;
  return (
    <Badge
      variant={isInsecure ? "destructive" : "outline"}
      className="rounded-sm"
      title={
        isInsecure
          ? "The certificate is not verified: whoever sits in between can read the token."
          : trustExplanation[mode]
      }
    >
      <Icon aria-hidden />
      {trustLabel[mode]}
    </Badge>
  );
}
