/** Where a person's run is kept: it outlives a reload, and other tabs see it. Small, as every first load asks whether there is one. */
const keyOf = (userId: string) => `muster-bulk-${userId}`;

const listeners = new Set<() => void>();
/** Where the browser keeps nothing for us, or has no room: then a run ends with its page. */
const unkept = new Map<string, string>();

export function readBulkMemory(userId: string): string | null {
  try {
    return unkept.get(userId) ?? localStorage.getItem(keyOf(userId));
  } catch {
    return null;
  }
}

export function writeBulkMemory(userId: string, text: string | null): void {
  unkept.delete(userId);
  try {
    if (text === null) localStorage.removeItem(keyOf(userId));
    else localStorage.setItem(keyOf(userId), text);
  } catch {
    if (text !== null) unkept.set(userId, text);
  }
  listeners.forEach((listener) => {
    listener();
  });
}

/** Tells of every change, of other tabs too. */
export function subscribeToBulkMemory(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}
