import type { TagStyle } from "@/lib/types.ts";

/** Where nobody has chosen anything, or nothing can be known of it. */
export const plainTagStyle: TagStyle = {
  shape: null,
  ordering: null,
  colors: {},
  allowedTags: [],
};

/**
 * As Proxmox VE's own pages have them: by the alphabet, capitals or not, unless their people want the order in which they were written.
 * Its option `case-sensitive` is about which tags are the same when they are saved, not about this.
 */
export function orderTags(
  tags: readonly string[],
  { ordering }: Pick<TagStyle, "ordering">,
): readonly string[] {
  return ordering === "config" ? tags : [...tags].sort(byLetters);
}

function byLetters(a: string, b: string): number {
  const [one, other] = [a.toLowerCase(), b.toLowerCase()];
  return one < other ? -1 : one > other ? 1 : a.localeCompare(b);
}
