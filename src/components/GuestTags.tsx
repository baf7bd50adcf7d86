import { TagLabel } from "@/components/TagLabel.tsx";
import { useTagStyle } from "@/hooks/useTagStyle.ts";
import { displayText } from "@/lib/displayText.ts";
import { tagColor } from "@/lib/tagColor.ts";
import { orderTags } from "@/lib/tagStyle.ts";
import type { TagStyle, Vm } from "@/lib/types.ts";
import { cn } from "@/lib/utils.ts";
import { vmTags } from "@/lib/vmTags.ts";

interface GuestTagsProps {
  vm: Pick<Vm, "serverId" | "tags">;
  /** How many are shown; the rest are counted. */
  most: number;
  role?: "gridcell";
  className?: string;
}

/** A guest's tags in a list, as the people of its server want them in theirs. */
export function GuestTags({ vm, ...place }: GuestTagsProps) {
  const tags = vmTags(vm);
  return tags.length > 0 ? (
    <StyledTags {...place} tags={tags} serverId={vm.serverId} />
  ) : (
    <span role={place.role} className={place.className} />
  );
}

interface StyledTagsProps extends Omit<GuestTagsProps, "vm"> {
  tags: readonly string[];
  serverId: string | null;
}

function StyledTags({
  tags,
  serverId,
  most,
  role,
  className,
}: StyledTagsProps) {
  const style = useTagStyle(serverId);
  const { shape } = style;
  if (shape === "none") return <span role={role} className={className} />;

  const ordered = orderTags(tags, style);
  const names = ordered.map(displayText).join(", ");
  const more = tags.length - most;
  return (
    <span
      role={role}
      title={`Tags: ${names}`}
      className={cn("flex min-w-0 gap-1 overflow-hidden", className)}
    >
      {shape === "circle" || shape === "dense" ? (
        <Marks tags={ordered} names={names} style={style} shape={shape} />
      ) : (
        <>
          {ordered.slice(0, most).map((tag) => (
            <TagLabel
              key={tag}
              tag={tag}
              style={style}
              // Where room is short, long names give way: of a short one nothing would be left.
              className={tag.length > 6 ? "max-w-24 min-w-12" : "shrink-0"}
            />
          ))}
          {more > 0 && (
            <span className="shrink-0 py-px text-muted-foreground">
              +{more}
            </span>
          )}
        </>
      )}
    </span>
  );
}

interface MarksProps {
  tags: readonly string[];
  names: string;
  style: TagStyle;
  shape: "circle" | "dense";
}

/** Colours alone, for who knows them. They take so little room that all of them have it. */
function Marks({ tags, names, style, shape }: MarksProps) {
  return (
    <>
      <span className="sr-only">{names}</span>
      {tags.map((tag) => (
        <span
          key={tag}
          aria-hidden
          style={{
            backgroundColor: tagColor(tag, style.colors).backgroundColor,
          }}
          className={cn(
            "shrink-0 self-center",
            shape === "circle" ? "size-2.5 rounded-full" : "h-3.5 w-1.5",
          )}
        />
      ))}
    </>
  );
}
