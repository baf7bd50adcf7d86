import { useEffect, type RefObject } from "react";

const modifiers = new Set(["Control", "Alt", "Shift"]);

/**
 * A console takes every key, Tab among them: Ctrl+Alt+Shift together lead out of it, to its tools. When they are let go, so that the guest hears
 * of that, too.
 */
export function useWayOut(toolsRef: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let isAsked = false;
    function handleKey(event: KeyboardEvent) {
      const { type, key, ctrlKey, altKey, shiftKey } = event;
      if (type === "keydown")
        isAsked = modifiers.has(key) && ctrlKey && altKey && shiftKey;
      else if (isAsked && !ctrlKey && !altKey && !shiftKey) {
        isAsked = false;
        // After the console has heard it.
        setTimeout(() => {
          toolsRef.current
            ?.querySelector<HTMLElement>("button:not(:disabled)")
            ?.focus();
        });
      }
    }
    window.addEventListener("keydown", handleKey, true);
    window.addEventListener("keyup", handleKey, true);
    return () => {
      window.removeEventListener("keydown", handleKey, true);
      window.removeEventListener("keyup", handleKey, true);
    };
  }, [toolsRef]);
}
