import { formatCount } from "@/lib/format.ts";

/** "1 guest", "3 guests". */
export function counted(count: number, one: string): string {
  return `${formatCount(count)} ${one}${count === 1 ? "" : "s"}`;
}
