import { displayText } from "@/lib/displayText.ts";
import { tagColor } from "@/lib/tagColor.ts";
import type { TagStyle } from "@/lib/types.ts";
import { cn } from "@/lib/utils.ts";

interface TagLabelProps {
  tag: string;
  style: TagStyle;
  className?: string;
}

/** A tag by its name, in the colours that it has in Proxmox VE. */
export function TagLabel({ tag, style, className }: TagLabelProps) {
  return (
    <span
      style={tagColor(tag, style.colors)}
      className={cn("truncate rounded-sm px-1.5 py-px", className)}
    >
      {displayText(tag)}
    </span>
  );
}
