import { Link, type LinkProps } from "@/components/Link.tsx";
import { cn } from "@/lib/utils.ts";

/** A link inside a sentence. */
export function TextLink({ className, ...props }: LinkProps) {
  return (
    <Link
      className={cn(
        "rounded-xs font-medium text-foreground underline decoration-muted-foreground/50 underline-offset-4 outline-none hover:decoration-foreground focus-visible:ring-[3px] focus-visible:ring-ring/50",
        className,
      )}
      {...props}
    />
  );
}
