import { clsx, type ClassValue } from "clsx";
import { mergeClasses } from "@/lib/mergeClasses.ts";

/** The texts come from the code: there are some hundred. */
const merged = new Map<string, string>();

export function cn(...inputs: ClassValue[]): string {
  const text = clsx(inputs);
  let classes = merged.get(text);
  if (classes === undefined) {
    classes = mergeClasses(text);
    merged.set(text, classes);
  }
  return classes;
}
