import { readOwnRows } from "@/lib/ownRows.ts";
import { setTheme, storedTheme, themes } from "@/lib/theme.ts";

/** What was chosen on another device. This one has painted with what it knew, and changes if that is old. */
export async function followAccountTheme(userId: string): Promise<void> {
  const before = storedTheme();
  const rows = await readOwnRows(`profiles?select=theme&id=eq.${userId}`);
  const chosen = themes.find((theme) => theme === rows?.[0]?.theme);
  // Who has chosen anew meanwhile has the last word.
  if (chosen && chosen !== before && storedTheme() === before) setTheme(chosen);
}
