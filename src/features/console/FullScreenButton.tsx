import { useSyncExternalStore } from "react";
import { MaximizeIcon, MinimizeIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { keepFocus } from "./keepFocus.ts";

/** With the whole window: the tools stay in reach. */
export function FullScreenButton() {
  const isFull = useSyncExternalStore(
    subscribe,
    () => document.fullscreenElement !== null,
  );
  if (!document.fullscreenEnabled) return null;
  const label = isFull ? "Leave full screen" : "Full screen";
  return (
    <Button
      size="icon-sm"
      variant="ghost"
      aria-label={label}
      title={label}
      onMouseDown={keepFocus}
      onClick={() => {
        // Refused only where the browser does not want it; then nothing changes.
        void (isFull ? document.exitFullscreen() : enter()).catch(
          () => undefined,
        );
      }}
    >
      {isFull ? <MinimizeIcon aria-hidden /> : <MaximizeIcon aria-hidden />}
    </Button>
  );
}

/** Chromium's alone: Esc, Alt+Tab and Ctrl+W are the guest's then, and Esc held down leaves. */
interface KeyboardLock {
  keyboard?: { lock: () => Promise<void> };
}

async function enter(): Promise<void> {
  await document.documentElement.requestFullscreen();
  await (navigator as KeyboardLock).keyboard?.lock();
}

function subscribe(listener: () => void): () => void {
  document.addEventListener("fullscreenchange", listener);
  return () => {
    document.removeEventListener("fullscreenchange", listener);
  };
}
