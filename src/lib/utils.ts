import { clsx, type ClassValue } from "clsx";
import { mergeClasses } from "@/lib/mergeClasses.ts";

export function cn(...inputs: ClassValue[]): string {
  return mergeClasses(clsx(inputs));
}
