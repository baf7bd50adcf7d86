import type { TagStyle } from "@/lib/types.ts";

/** Where nobody has chosen anything, or nothing can be known of it. */
export const plainTagStyle: TagStyle = {
  shape: null,
  ordering: null,
  colors: {},
  allowedTags: [],
};

/** As Proxmox VE's own pages have them: by the alphabet, unless their people want the order in which they were written. */
export function orderTags(
  tags: readonly string[],
  { ordering }: Pick<TagStyle, "ordering">,
): readonly string[] {
  return ordering === "config" ? tags : [...tags].sort();
}
