import { cn } from "@/lib/utils.ts";

/** Three servers, mustered: the favicon in the colours of the theme. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 32 32"
      aria-hidden
      className={cn("size-6 text-primary", className)}
    >
      <rect width="32" height="32" rx="7" fill="currentColor" />
      <g fill="var(--primary-foreground)">
        <rect x="7" y="8" width="18" height="4" rx="1.5" />
        <rect x="7" y="14" width="18" height="4" rx="1.5" opacity="0.75" />
        <rect x="7" y="20" width="18" height="4" rx="1.5" opacity="0.5" />
      </g>
    </svg>
  );
}
