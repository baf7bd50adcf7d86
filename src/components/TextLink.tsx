import { Link, type LinkProps } from "@/components/Link.tsx";
import { cn } from "@/lib/utils.ts";

/** Also for what leads out of Muster. */
export const textLinkStyle =
  "rounded-xs font-medium text-foreground underline decoration-muted-foreground/50 underline-offset-4 outline-none hover:decoration-foreground focus-visible:ring-[3px] focus-visible:ring-ring/50";

/** A link inside a sentence. */
export function TextLink({ className, ...props }: LinkProps) {
  return <Link className={cn(textLinkStyle, className)} {...props} />;
}
