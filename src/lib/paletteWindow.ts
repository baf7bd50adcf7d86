/** "near": somebody is about to open it. "closed": it was open, and an action that was begun in it may still ask. */
type PaletteState = "unused" | "near" | "open" | "closed";

let state: PaletteState = "unused";
const listeners = new Set<() => void>();

function change(next: PaletteState): void {
  state = next;
  listeners.forEach((listener) => {
    listener();
  });
}

/** The command palette: opened from the layout, drawn elsewhere. */
export const paletteWindow = {
  state: (): PaletteState => state,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  comeNear: (): void => {
    if (state === "unused") change("near");
  },
  open: (): void => {
    change("open");
  },
  close: (): void => {
    change("closed");
  },
  toggle: (): void => {
    change(state === "open" ? "closed" : "open");
  },
  /** As for a person who has not met it yet. */
  forget: (): void => {
    change("unused");
  },
};
