import { Suspense, lazy, useEffect, useSyncExternalStore } from "react";
import { paletteWindow } from "@/lib/paletteWindow.ts";

const loadPalette = () => import("./CommandPalette.tsx");
const CommandPalette = lazy(loadPalette);

/** The palette's key, and the palette once somebody has asked for it. */
export function PaletteOnDemand() {
  const state = useSyncExternalStore(
    paletteWindow.subscribe,
    paletteWindow.state,
  );

  useEffect(() => {
    window.addEventListener("keydown", handleKeyDown);
    return () => {
      window.removeEventListener("keydown", handleKeyDown);
      // What one person has left open is not the next one's.
      paletteWindow.forget();
    };
  }, []);

  useEffect(() => {
    if (state === "near") void loadPalette();
  }, [state]);

  if (state !== "open" && state !== "closed") return null;
  return (
    <Suspense>
      <CommandPalette isOpen={state === "open"} onClose={paletteWindow.close} />
    </Suspense>
  );
}

/** Ctrl+K, and Cmd+K where that is the custom, wherever the focus is. */
function handleKeyDown(event: KeyboardEvent) {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
  if (key.toLowerCase() !== "k" || altKey || shiftKey) return;
  if (ctrlKey === metaKey) return;
  // Browsers have a search of their own on it.
  event.preventDefault();
  paletteWindow.toggle();
}
