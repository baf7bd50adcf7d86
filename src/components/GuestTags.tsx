import { displayText } from "@/lib/displayText.ts";
import { tagColor } from "@/lib/tagColor.ts";
import { cn } from "@/lib/utils.ts";

interface GuestTagsProps {
  tags: readonly string[];
  /** How many are shown; the rest are counted. */
  most: number;
  role?: "gridcell";
  className?: string;
}

/** In the colours that Proxmox VE gives them. */
export function GuestTags({ tags, most, role, className }: GuestTagsProps) {
  const more = tags.length - most;
  return (
    <span
      role={role}
      title={
        tags.length > 0
          ? `Tags: ${tags.map(displayText).join(", ")}`
          : undefined
      }
      className={cn("flex min-w-0 gap-1 overflow-hidden", className)}
    >
      {tags.slice(0, most).map((tag) => (
        <span
          key={tag}
          style={tagColor(tag)}
          className="max-w-24 shrink-0 truncate rounded-sm px-1.5 py-px"
        >
          {displayText(tag)}
        </span>
      ))}
      {more > 0 && <span className="py-px text-muted-foreground">+{more}</span>}
    </span>
  );
}
