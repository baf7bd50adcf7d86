const kept = 6;

/** Keys alone, no names: what they stand for is looked up in what the person may see now. */
function storageKey(userId: string): string {
  return `muster-palette-${userId}`;
}

/** The newest first. */
export function readRecent(userId: string): readonly string[] {
  try {
    const stored: unknown = JSON.parse(
      localStorage.getItem(storageKey(userId)) ?? "[]",
    );
    return Array.isArray(stored)
      ? stored.filter((key) => typeof key === "string").slice(0, kept)
      : [];
  } catch {
    return [];
  }
}

export function remember(userId: string, key: string): void {
  const keys = [key, ...readRecent(userId).filter((known) => known !== key)];
  try {
    localStorage.setItem(
      storageKey(userId),
      JSON.stringify(keys.slice(0, kept)),
    );
  } catch {
    // A full or forbidden storage costs the memory, not the choice.
  }
}
